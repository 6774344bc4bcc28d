using System.Text.Json;
using System.Text.Json.Nodes;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Storage;

namespace TabletLoans.Incidents;

/// <summary>
/// Asks the borrower of an incident's loan to pay, once a person has decided so: what the scale in force on that day gives, after wear and
/// never above what the device was still worth. A person may ask for less, never for more; nothing is ever asked for by itself.
/// </summary>
internal static class IssueRecovery
{
    public static void Map(RouteGroupBuilder incidents) => incidents.MapPost("{id:guid}/recovery", Handle).Does(nameof(IssueRecovery), Permission.DecideIncident).HonoursIfMatch();

    internal sealed record Request
    {
        /// <summary>Kinds of the scale, each once: screen, charger, total_loss…</summary>
        [Items(30)] public required IReadOnlyList<string> Items { get; init; }
        /// <summary>Asks for less than was computed, 0 included: cents. Needs a reason.</summary>
        [Between(0, 1e11)] public long? ReduceToCents { get; init; }
        /// <summary>Why less is asked for; never a person's name.</summary>
        [Text(500)] public string? Reason { get; init; }
    }

    /// <summary>Computes and records a recovery; the incident must be decided as one. The age counts from the acceptance of the delivery, else its day, else the registration.</summary>
    internal static async Task<Creates<Recovery>> Handle(Guid id, Request request, Db db, Caller caller, HttpContext context, CancellationToken stop) =>
        await Run(db, caller, id, request, IfMatch.Optional(context), stop);

    public static Task<Outcome<Recovery>> Run(Db db, Caller caller, Guid id, Request request, IfMatch ifMatch, CancellationToken stop) => IncidentChange.Run<Recovery>(db, id, ifMatch, async (tx, incident, device) =>
    {
        var facts = (await tx.One<Facts>(FactsSql, new { id }))!;
        var scale = (await tx.One<RecoveryScaleRow>(RecoveryScaleRow.InForceSql, new { day = incident.OccurredOn }))?.View();
        var standing = await tx.One<Guid?>(StandingSql, new { id });
        if (Check(request, scale) is { Count: > 0 } errors) return Refusal.Invalid(errors);
        if (Refusal.From(Refuse(incident, device, facts, scale, standing)) is { } refusal) return refusal;
        var inServiceOn = facts.DeliveredOn ?? DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(device.CreatedAt, tx.Scope.TimeZone).DateTime);
        var computed = RecoveryScale.Compute(scale!, request.Items, device.PriceInclTaxCents!.Value, inServiceOn, incident.OccurredOn);
        if (request.ReduceToCents > computed.ComputedCents) return IncidentErrors.NeverRaised.Refuse(("computedCents", computed.ComputedCents));
        var recoveryId = Id.New();
        var amountCents = request.ReduceToCents ?? computed.ComputedCents;
        await tx.Execute(InsertSql, new
        {
            id = recoveryId, incidentId = id, facts.LoanId, facts.BorrowerId, scaleId = scale!.Id, incident.DecisionReference, lines = JsonSerializer.Serialize(computed.Lines, Json.Options),
            device.PriceInclTaxCents, inServiceOn, computed.AgeMonths, computed.ItemsCents, computed.ResidualCents, computed.ComputedCents, amountCents,
            reductionReason = amountCents < computed.ComputedCents ? TextKey.Tidy(request.Reason) : null, today = db.Today, now = tx.Now,
        });
        tx.Record(IncidentChange.Event(incident, "issue_recovery", request.Reason).Telling(new JsonObject
        {
            ["recovery"] = recoveryId.ToString("D"), ["scale"] = scale.Id.ToString("D"), ["items"] = new JsonArray([.. request.Items.Select(kind => (JsonNode)kind)]),
            ["computedCents"] = computed.ComputedCents, ["amountCents"] = amountCents,
        }) with { LoanId = facts.LoanId, BorrowerId = facts.BorrowerId });
        return await RecoveryRow.Read(tx, caller, recoveryId);
    }, stop);

    private static List<FieldError> Check(Request request, RecoveryScale? scale)
    {
        var errors = new List<FieldError>();
        if (request.Items.Count == 0) errors.Add(new FieldError("/items", Errors.Missing));
        var known = scale?.Items.Select(item => item.Kind).ToList() ?? RecoveryKinds.All;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, kind) in request.Items.Index())
        {
            if (!known.Contains(kind, StringComparer.Ordinal)) errors.Add(new FieldError($"/items/{i}", Errors.NotOneOf, ("values", known)));
            else if (!seen.Add(kind)) errors.Add(new FieldError($"/items/{i}", Errors.NotUnique));
        }
        if (request.ReduceToCents is not null && TextKey.Tidy(request.Reason) is null) errors.Add(new FieldError("/reason", Errors.Missing));
        return errors;
    }

    private static List<Reason> Refuse(Incident incident, DeviceRow device, Facts facts, RecoveryScale? scale, Guid? standing)
    {
        var reasons = new List<Reason>();
        if (IncidentChange.Closed(incident) is { } closed) reasons.Add(closed);
        if (incident.Decision != IncidentDecisions.Recovery) reasons.Add(IncidentErrors.RecoveryNotDecided.With(("decision", incident.Decision ?? "—")));
        if (facts.LoanId is null) reasons.Add(IncidentErrors.RecoveryWithoutLoan.With());
        if (device.PriceInclTaxCents is null) reasons.Add(IncidentErrors.PriceUnknown.With(("assetTag", device.AssetTag)));
        if (scale is null) reasons.Add(IncidentErrors.NoScale.With(("day", incident.OccurredOn)));
        if (standing is not null) reasons.Add(IncidentErrors.RecoveryStands.With(("recoveryId", standing)));
        return reasons;
    }

    internal sealed record Facts
    {
        public Guid? LoanId { get; init; }
        public Guid? BorrowerId { get; init; }
        public DateOnly? DeliveredOn { get; init; }
    }

    public const string FactsSql = """
        select i.loan_id, l.borrower_id, coalesce(y.accepted_on, y.delivered_on) as delivered_on
        from incident i
        join device d on d.id = i.device_id
        left join delivery y on y.id = d.delivery_id
        left join loan l on l.id = i.loan_id
        where i.organisation_id = @organisationId and i.id = @id
        """;

    /// <summary>The recovery that nobody waived.</summary>
    public const string StandingSql = "select r.id from recovery r where r.organisation_id = @organisationId and r.incident_id = @id and r.waived_at is null";

    public const string AnySql = "select r.id from recovery r where r.organisation_id = @organisationId and r.incident_id = @id limit 1";

    public const string InsertSql = """
        insert into recovery (id, organisation_id, incident_id, loan_id, borrower_id, scale_id, decision_reference, lines, price_incl_tax_cents, in_service_on, age_months,
          items_cents, residual_cents, computed_cents, amount_cents, reduction_reason, issued_on, issued_at, issued_by, updated_at, version)
        values (@id, @organisationId, @incidentId, @loanId, @borrowerId, @scaleId, @decisionReference, @lines, @priceInclTaxCents, @inServiceOn, @ageMonths,
          @itemsCents, @residualCents, @computedCents, @amountCents, @reductionReason, @today, @now, @principalId, @now, 1)
        """;
}
