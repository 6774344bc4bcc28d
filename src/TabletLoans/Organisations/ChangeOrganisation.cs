using System.Text.Json;
using System.Text.RegularExpressions;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Organisations;

/// <summary>Changes the organisation's settings. Its slug stays: addresses hold it. What was numbered or dated before stays as it is.</summary>
internal static partial class ChangeOrganisation
{
    public static void Map(RouteGroupBuilder organisation) => organisation.MapPatch("", Handle).Does(nameof(ChangeOrganisation), Permission.ManageSettings).TakesPatchOf<Request>();

    internal sealed record Request
    {
        [Text(200)] public required string Name { get; init; }
        [Text(20)] public string? Siret { get; init; }
        /// <summary>IANA name: Europe/Paris, Indian/Reunion…</summary>
        [Text(50)] public required string TimeZone { get; init; }
        /// <summary>What new asset tags begin with: one to six capital letters and digits.</summary>
        [Text(6)] public required string TagPrefix { get; init; }
        /// <summary>Last day of the school year, MM-dd: new loans are due by it.</summary>
        [Text(5)] public required string SchoolYearEnds { get; init; }

        public static Request Of(Organisation organisation) => new()
        {
            Name = organisation.Name, Siret = organisation.Siret, TimeZone = organisation.TimeZone, TagPrefix = organisation.TagPrefix, SchoolYearEnds = organisation.SchoolYearEnds,
        };
    }

    /// <summary>Changes the organisation's settings: send only the members that change, with the ETag in If-Match.</summary>
    internal static async Task<Returns<Organisation>> Handle(JsonElement patch, Db db, HttpContext context, CancellationToken stop)
    {
        var ifMatch = IfMatch.Required(context);
        if (ifMatch.Refusal is { } refusal) return (Outcome<Organisation>)refusal;
        var before = (await db.One<Organisation>(Organisation.CurrentSql, null, stop))!;
        var merged = MergePatch.Apply(Request.Of(before), patch);
        return merged.Refusal is { } invalid ? (Outcome<Organisation>)invalid : await Run(db, merged.Value!, ifMatch.Value!, stop);
    }

    public static async Task<Outcome<Organisation>> Run(Db db, Request request, IfMatch ifMatch, CancellationToken stop)
    {
        var errors = new List<FieldError>();
        string? siret = null;
        if (TextKey.Tidy(request.Siret) is { } given && !Organisations.Siret.TryParse(given, out siret)) errors.Add(new FieldError("/siret", Errors.InvalidFormat, ("expected", "SIRET")));
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(request.TimeZone, out _)) errors.Add(new FieldError("/timeZone", Errors.InvalidFormat, ("expected", "Europe/Paris")));
        if (!PrefixForm().IsMatch(request.TagPrefix)) errors.Add(new FieldError("/tagPrefix", Errors.InvalidFormat, ("expected", "A-Z, 0-9")));
        if (!DateOnly.TryParseExact($"2001-{request.SchoolYearEnds}", "yyyy-MM-dd", out _)) errors.Add(new FieldError("/schoolYearEnds", Errors.InvalidFormat, ("expected", "MM-dd")));
        if (errors.Count > 0) return Refusal.Invalid(errors);
        var after = request with { Name = request.Name.Trim(), Siret = siret };
        return await db.Write<Organisation>(async tx =>
        {
            var before = (await tx.One<Organisation>(Organisation.CurrentSql))!;
            if (ifMatch.Refuse(before.Version) is { } stale) return stale;
            if (MergePatch.Changes(Request.Of(before), after) is not { } changes) return before;
            if (await tx.Execute(UpdateSql, new { after.Name, after.Siret, after.TimeZone, after.TagPrefix, after.SchoolYearEnds, before.Version }) == 0)
                return Errors.VersionConflict.Refuse(("version", before.Version + 1));
            tx.Record(new Event { Name = "change_organisation", SubjectId = before.Id, Changes = changes });
            return (await tx.One<Organisation>(Organisation.CurrentSql))!;
        }, stop);
    }

    [GeneratedRegex("^[A-Z0-9]{1,6}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PrefixForm();

    public const string UpdateSql = """
        update organisation set name = @name, siret = @siret, time_zone = @timeZone, tag_prefix = @tagPrefix, school_year_ends = @schoolYearEnds, version = version + 1
        where id = @organisationId and version = @version
        """;
}
