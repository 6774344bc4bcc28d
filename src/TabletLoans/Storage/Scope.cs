namespace TabletLoans.Storage;

/// <summary>Within what a statement may look and write: one organisation, for one principal, in its schools or in every school.</summary>
internal sealed record Scope
{
    public required Guid OrganisationId { get; init; }
    public required Guid PrincipalId { get; init; }
    public required bool EverySchool { get; init; }

    /// <summary>Where the request came from: api, web, import, cli or demo.</summary>
    public string Source { get; init; } = "api";
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>
    /// A condition that keeps a statement within the caller's schools. @everySchool and @principalId are added to every
    /// statement by <see cref="Db"/>; the grant is read in the statement itself, so that one withdrawn counts at once.
    /// </summary>
    public static string Schools(string column) =>
        $"(@everySchool or {column} in (select gs.school_id from grant_school gs where gs.principal_id = @principalId))";
}
