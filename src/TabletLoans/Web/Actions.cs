using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;
using TabletLoans.Web.Pages;

namespace TabletLoans.Web;

/// <summary>Somebody's turn at a form: who, where, and of what.</summary>
internal sealed record Turn(HttpContext Http, Visit Visit, Db Db, Caller Caller, CancellationToken Stop)
{
    /// <summary>The thing that the address names.</summary>
    public Guid Id => Guid.TryParse(Http.GetRouteValue("id") as string, out var id) ? id : Guid.Empty;

    /// <summary>The version that the form was shown with: what somebody else changed since is not written over.</summary>
    public IfMatch IfMatch => new(Http.Request.HasFormContentType && long.TryParse(Http.Request.Form["version"], out var version) ? version : (long?)null);

    /// <summary>What a link to the form gave: the school of a shipment, the device of an incident.</summary>
    public string? Given(string name) => Http.Request.Query[name].ToString() is { Length: > 0 } value ? value : null;

    public Guid? GivenId(string name) => Guid.TryParse(Given(name), out var id) ? id : null;

    public string In(Text text) => text.In(Visit.Culture);
}

/// <summary>What a form asks: its title, what it is about, its fields.</summary>
internal sealed record Asked(Text Title, FormFields Form, string Back, Text BackName)
{
    /// <summary>One sentence that says what will happen.</summary>
    public Text? Lead { get; init; }

    public IReadOnlyList<(Text Name, string? Value)> Facts { get; init; } = [];

    public Fields Values { get; init; } = Fields.None;

    /// <summary>What the button says; the title where absent.</summary>
    public Text? Submit { get; init; }

    public bool IsGrave { get; init; }

    public long? Version { get; init; }

    public bool MayGoPast { get; init; }
}

/// <summary>What was done, and the page that shows it.</summary>
internal sealed record Done(string Path, Text Title, params IReadOnlyList<string> Lines)
{
    /// <summary>What could not be done of a list, by the field that it was typed into: the form is shown again with it, and with why.</summary>
    public (string Field, IReadOnlyList<string> Values)? Left { get; init; }
}

/// <summary>How an action of a page is given its address: its form at GET, the use case at POST.</summary>
internal static class Actions
{
    /// <param name="organisation">The pages of an organisation.</param>
    /// <param name="path">Within it.</param>
    /// <param name="permission">The permission of the use case.</param>
    /// <param name="ask">What is asked; null where there is no such thing for the caller.</param>
    /// <param name="run">The use case.</param>
    public static void Acts<TRequest>(this IEndpointRouteBuilder organisation, string path, Permission permission, Func<Turn, Task<Asked?>> ask, Func<Turn, TRequest, Task<Outcome<Done>>> run) where TRequest : class
    {
        organisation.Shows(path, permission, async ([AsParameters] Turn turn) => await ask(turn) is { } asked ? Show.Page<ActionPage>(asked) : Show.NotFound());
        organisation.Takes(path, permission, async ([AsParameters] Turn turn, Form<TRequest> form) =>
        {
            if (await ask(turn) is not { } asked) return Show.NotFound();
            var outcome = await form.Run(request => run(turn, request));
            if (outcome.Refusal is { } refusal)
                return Show.Page<ActionPage>(asked with { Values = form.Again(refusal, turn.Visit), MayGoPast = refusal.Reasons.Any(turn.Caller.MayOverride) }, refusal.Error.Status, Notice.Of(refusal, turn.Visit.Culture));
            var done = outcome.Value!;
            if (done.Left is not { } left) return Show.Done(turn.Visit.To(done.Path), Notice.Done(turn.In(done.Title), done.Lines));
            // The thing as it stands now, with what is left to do.
            var again = (await ask(turn) ?? asked) with { Values = new Fields(new Dictionary<string, string>(form.Typed, StringComparer.Ordinal) { [left.Field] = string.Join('\n', left.Values) }, Fields.None.Errors) };
            return Show.Page<ActionPage>(again, StatusCodes.Status200OK, new Notice(true, turn.In(done.Title), done.Lines));
        });
    }
}
