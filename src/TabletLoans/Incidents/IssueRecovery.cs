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

    /// <summary>Computes and records a recovery; the incident must be decided as one. The price and the day from which the age counts are those known at the declaration. All that stands for a device stays within its residual value on the day of the latest of its incidents: 409 residual_spent where nothing of it is left.</summary>
    internal static async Task<Creates<Recovery>> Handle(Guid id, Request request, Db db, Caller caller, HttpContext context, CancellationToken stop) =>
        await Run(db, caller, id, request, IfMatch.Optional(context), stop);

    public static Task<Outcome<Recovery>> Run(Db db, Caller caller, Guid id, Request request, IfMatch ifMatch, CancellationToken stop) => IncidentChange.Run<Recovery>(db, id, ifMatch, async (tx, incident, device) =>
    {
        var facts = (await tx.One<Facts>(FactsSql, new { id }))!;
        var scale = (await tx.One<RecoveryScaleRow>(RecoveryScaleRow.InForceSql, new { day = incident.OccurredOn }))?.View();
        var standing = await tx.One<Guid?>(StandingSql, new { id });
        if (Check(request, scale) is { Count: > 0 } errors) return Refusal.Invalid(errors);
        if (Refusal.From(Refuse(incident, device, facts, scale, standing)) is { } refusal) return refusal;
        var asked = (await tx.One<AlreadyAsked>(AskedSql, new { device.Id }))!;
        var computed = RecoveryScale.Compute(scale!, request.Items, incident.PriceInclTaxCents!.Value, incident.InServiceOn, incident.OccurredOn, asked);
        if (computed.LeftCents == 0 || (request.ReduceToCents > computed.LeftCents && request.ReduceToCents <= computed.ItemsCents))
            return IncidentErrors.ResidualSpent.Refuse(("assetTag", device.AssetTag), ("residualCents", computed.ResidualCents), ("askedCents", asked.AskedCents), ("leftCents", computed.LeftCents));
        if (request.ReduceToCents > computed.ComputedCents) return IncidentErrors.NeverRaised.Refuse(("computedCents", computed.ComputedCents));
        var recoveryId = Id.New();
        var amountCents = request.ReduceToCents ?? computed.ComputedCents;
        await tx.Execute(InsertSql, new
        {
            id = recoveryId, incidentId = id, facts.LoanId, facts.BorrowerId, scaleId = scale!.Id, incident.DecisionReference, lines = JsonSerializer.Serialize(computed.Lines, Json.Options),
            incident.PriceInclTaxCents, incident.InServiceOn, computed.AgeMonths, asked.AskedCents, computed.ItemsCents, computed.ResidualCents, computed.ComputedCents, amountCents,
            reductionReason = amountCents < computed.ComputedCents ? TextKey.Tidy(request.Reason) : null, today = db.Today, now = tx.Now,
        });
        tx.Record(IncidentChange.Event(incident, "issue_recovery", request.Reason).Telling(new JsonObject
        {
            ["recovery"] = recoveryId.ToString("D"), ["scale"] = scale.Id.ToString("D"), ["items"] = new JsonArray([.. request.Items.Select(kind => (JsonNode)kind)]),
            ["alreadyAskedCents"] = asked.AskedCents, ["computedCents"] = computed.ComputedCents, ["amountCents"] = amountCents,
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
        else if (facts.Outcome == "cancelled") reasons.Add(IncidentErrors.LoanCancelled.With());
        if (incident.PriceInclTaxCents is null) reasons.Add(IncidentErrors.PriceUnknown.With(("assetTag", device.AssetTag)));
        if (scale is null) reasons.Add(IncidentErrors.NoScale.With(("day", incident.OccurredOn)));
        if (standing is not null) reasons.Add(IncidentErrors.RecoveryStands.With(("recoveryId", standing)));
        return reasons;
    }

    internal sealed record Facts
    {
        public Guid? LoanId { get; init; }
        public Guid? BorrowerId { get; init; }
        public string? Outcome { get; init; }
    }

    public const string FactsSql = """
        select i.loan_id, l.borrower_id, l.outcome
        from incident i
        left join loan l on l.id = i.loan_id
        where i.organisation_id = @organisationId and i.id = @id
        """;

    /// <summary>Of the device, whichever the incident and the borrower; the caller holds the device.</summary>
    public const string AskedSql = """
        select cast(coalesce(sum(r.amount_cents), 0) as bigint) as asked_cents, max(i.occurred_on) as latest_on
        from recovery r
        join incident i on i.id = r.incident_id
        where r.organisation_id = @organisationId and i.device_id = @id and r.waived_at is null
        """;

    /// <summary>The recovery that nobody waived.</summary>
    public const string StandingSql = "select r.id from recovery r where r.organisation_id = @organisationId and r.incident_id = @id and r.waived_at is null";

    public const string AnySql = "select r.id from recovery r where r.organisation_id = @organisationId and r.incident_id = @id limit 1";

    public const string InsertSql = """
        insert into recovery (id, organisation_id, incident_id, loan_id, borrower_id, scale_id, decision_reference, lines, price_incl_tax_cents, in_service_on, age_months,
          already_asked_cents, items_cents, residual_cents, computed_cents, amount_cents, reduction_reason, issued_on, issued_at, issued_by, updated_at, version)
        values (@id, @organisationId, @incidentId, @loanId, @borrowerId, @scaleId, @decisionReference, @lines, @priceInclTaxCents, @inServiceOn, @ageMonths,
          @askedCents, @itemsCents, @residualCents, @computedCents, @amountCents, @reductionReason, @today, @now, @principalId, @now, 1)
        """;
}
