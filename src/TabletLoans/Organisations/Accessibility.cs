using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Organisations;

internal sealed class Conformities : ICodes
{
    public static IReadOnlyList<string> All { get; } = ["none", "partial", "full"];
}

/// <summary>What the organisation declares of the accessibility of this service. Without an audit it is not conformant, as the law has it.</summary>
internal sealed record AccessibilityStatement
{
    [OneOf<Conformities>] public required string Conformity { get; init; }
    /// <summary>Day of the audit.</summary>
    public DateOnly? AuditedOn { get; init; }
    /// <summary>The body that audited.</summary>
    [Text(200)] public string? Auditor { get; init; }
    /// <summary>What is not accessible, and by when it will be.</summary>
    [Text(5000, Lines = true)] public string? Body { get; init; }
    /// <summary>Where to tell of a difficulty: an address of a service, a telephone number.</summary>
    [Text(300)] public string? Contact { get; init; }
    /// <summary>Absent until the organisation has published one.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }
    /// <summary>0 until the organisation has published one.</summary>
    public long Version { get; init; }

    /// <summary>What the service says of itself.</summary>
    public static AccessibilityStatement Default { get; } = new() { Conformity = "none" };

    public const string CurrentSql = """
        select s.conformity, s.audited_on, s.auditor, s.body, s.contact, s.updated_at, s.version from accessibility_statement s where s.organisation_id = @organisationId
        """;

    // Public by law: read without a sign-in. An organisation that does not exist looks like one that has published nothing.
    public const string OfSlugSql = """
        select s.conformity, s.audited_on, s.auditor, s.body, s.contact, s.updated_at, s.version from accessibility_statement s join organisation o on o.id = s.organisation_id where o.slug = @slug
        """;

    public static async Task<AccessibilityStatement> Of(Database database, string slug, CancellationToken stop) =>
        await database.Read(connection => Dapper.SqlMapper.QueryFirstOrDefaultAsync<AccessibilityStatement>(connection, OfSlugSql, new { slug }), stop) ?? Default;

    public static async Task<AccessibilityStatement> Current(Db db, CancellationToken stop) => await db.One<AccessibilityStatement>(CurrentSql, null, stop) ?? Default;
}

internal static class ReadAccessibility
{
    public static void Map(RouteGroupBuilder organisation) => organisation.MapGet("accessibility", Handle).Does(nameof(ReadAccessibility), Permission.ReadFleet);

    /// <summary>Reads what the organisation declares of the accessibility of this service.</summary>
    internal static async Task<Returns<AccessibilityStatement>> Handle(Db db, CancellationToken stop) => (Outcome<AccessibilityStatement>)await AccessibilityStatement.Current(db, stop);
}

/// <summary>Publishes the organisation's statement. Conformity, in part or in full, is declared on an audit.</summary>
internal static class StateAccessibility
{
    public static void Map(RouteGroupBuilder organisation) => organisation.MapPut("accessibility", Handle).Does(nameof(StateAccessibility), Permission.ManageSettings);

    internal sealed record Request
    {
        [OneOf<Conformities>] public required string Conformity { get; init; }
        /// <summary>Day of the audit; needed for anything but none.</summary>
        public DateOnly? AuditedOn { get; init; }
        /// <summary>The body that audited; needed for anything but none.</summary>
        [Text(200)] public string? Auditor { get; init; }
        [Text(5000, Lines = true)] public string? Body { get; init; }
        [Text(300)] public string? Contact { get; init; }
    }

    /// <summary>Publishes what the organisation declares of the accessibility of this service.</summary>
    internal static async Task<Returns<AccessibilityStatement>> Handle(Request request, Db db, CancellationToken stop) => await Run(db, request, stop);

    public static async Task<Outcome<AccessibilityStatement>> Run(Db db, Request request, CancellationToken stop)
    {
        var errors = new List<FieldError>();
        if (request.Conformity != "none" && request.AuditedOn is null) errors.Add(new FieldError("/auditedOn", Errors.Missing));
        if (request.Conformity != "none" && TextKey.Tidy(request.Auditor) is null) errors.Add(new FieldError("/auditor", Errors.Missing));
        if (request.AuditedOn > db.Today) errors.Add(new FieldError("/auditedOn", OrganisationErrors.AuditToCome));
        if (errors.Count > 0) return Refusal.Invalid(errors);
        return await db.Write<AccessibilityStatement>(async tx =>
        {
            await tx.Execute(SetSql, new { request.Conformity, request.AuditedOn, auditor = TextKey.Tidy(request.Auditor), body = request.Body?.Trim(), contact = TextKey.Tidy(request.Contact), now = tx.Now });
            tx.Record(new Event { Name = "state_accessibility", SubjectId = tx.Scope.OrganisationId }.Telling(new() { ["conformity"] = request.Conformity, ["auditedOn"] = request.AuditedOn?.ToString("O") }));
            return (await tx.One<AccessibilityStatement>(AccessibilityStatement.CurrentSql))!;
        }, stop);
    }

    public const string SetSql = """
        insert into accessibility_statement (organisation_id, conformity, audited_on, auditor, body, contact, updated_at, version)
        values (@organisationId, @conformity, @auditedOn, @auditor, @body, @contact, @now, 1)
        on conflict (organisation_id) do update
        set conformity = excluded.conformity, audited_on = excluded.audited_on, auditor = excluded.auditor, body = excluded.body, contact = excluded.contact,
          updated_at = excluded.updated_at, version = accessibility_statement.version + 1
        """;
}
