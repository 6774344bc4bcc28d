using System.Globalization;
using TabletLoans.Storage;

namespace TabletLoans.Access;

/// <summary>Who is asking, with what role, within what scope.</summary>
internal sealed record Caller(Role Role, Scope Scope)
{
    /// <summary>The language of the answer. Kept here because the write queue runs outside the request.</summary>
    public CultureInfo Culture { get; init; } = CultureInfo.CurrentUICulture;

    /// <summary>Who is limited to some schools changes nothing that belongs to all of them, whatever the role.</summary>
    public bool May(Permission permission) => Role.May(permission) && (Scope.EverySchool || !Roles.OfTheWhole.Contains(permission));

    public bool MayOverride(Api.Reason reason) => reason.Error.Override is { } right && May(right);
}
