using System.Text.RegularExpressions;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Organisations;

/// <summary>Opens the ledger of an organisation: its row, its counters' origin and the first link of its chain of events.</summary>
internal static partial class AddOrganisation
{
    internal sealed record Request
    {
        [Text(40)] public required string Slug { get; init; }
        [Text(200)] public required string Name { get; init; }
        [OneOf<OrganisationKinds>] public required string Kind { get; init; }
        [Text(20)] public string? Siret { get; init; }
        /// <summary>IANA name; Europe/Paris when absent.</summary>
        [Text(50)] public string? TimeZone { get; init; }
        /// <summary>The slug's letters and digits when absent.</summary>
        [Text(10)] public string? TagPrefix { get; init; }
        /// <summary>MM-dd; 07-05 when absent.</summary>
        [Text(5)] public string? SchoolYearEnds { get; init; }
    }

    public static async Task<Outcome<Guid>> Run(Database database, Request request, CancellationToken stop)
    {
        var errors = Validation.Check(request);
        if (!SlugForm().IsMatch(request.Slug)) errors.Add(new FieldError("/slug", Errors.InvalidFormat, ("expected", "a-z, 0-9, -")));
        string? siret = null;
        if (request.Siret is not null && !Organisations.Siret.TryParse(request.Siret, out siret)) errors.Add(new FieldError("/siret", Errors.InvalidFormat, ("expected", "SIRET")));
        if (request.TimeZone is not null && !TimeZoneInfo.TryFindSystemTimeZoneById(request.TimeZone, out _)) errors.Add(new FieldError("/timeZone", Errors.InvalidFormat, ("expected", "Europe/Paris")));
        if (request.SchoolYearEnds is not null && !DateOnly.TryParseExact($"2001-{request.SchoolYearEnds}", "yyyy-MM-dd", out _)) errors.Add(new FieldError("/schoolYearEnds", Errors.InvalidFormat, ("expected", "MM-dd")));
        if (errors.Count > 0) return Refusal.Invalid(errors);
        var id = Id.New();
        var prefix = (request.TagPrefix ?? request.Slug.Replace("-", "", StringComparison.Ordinal)).ToUpperInvariant();
        return await database.Write<Guid>(async writes =>
        {
            var rows = await writes.Execute(InsertSql, new
            {
                id, request.Slug, name = request.Name.Trim(), request.Kind, siret, timeZone = request.TimeZone ?? "Europe/Paris",
                tagPrefix = prefix[..Math.Min(prefix.Length, 6)], schoolYearEnds = request.SchoolYearEnds ?? "07-05", now = database.Clock.GetInstant(),
            });
            if (rows == 0) return OrganisationErrors.SlugTaken.Refuse(("slug", request.Slug));
            await writes.Execute(ChainSql, new { id, origin = EventChain.Origin });
            return id;
        }, stop);
    }

    [GeneratedRegex("^[a-z0-9](-?[a-z0-9])*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SlugForm();

    public const string InsertSql = """
        insert into organisation (id, slug, name, kind, siret, time_zone, tag_prefix, school_year_ends, created_at, version)
        values (@id, @slug, @name, @kind, @siret, @timeZone, @tagPrefix, @schoolYearEnds, @now, 1)
        on conflict do nothing
        """;

    public const string ChainSql = "insert into event_chain (organisation_id, sequence, hash) values (@id, 0, @origin)";
}
