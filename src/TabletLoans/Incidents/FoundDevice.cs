using System.Text.Json.Nodes;
using TabletLoans.Storage;

namespace TabletLoans.Incidents;

/// <summary>
/// A device that is back ends the incidents in which it was gone, and marks those that were closed before: what somebody was asked
/// to pay for its loss shows that it was found. Nothing is waived by that: a person decides.
/// </summary>
internal static class FoundDevice
{
    /// <summary>The event, telling what it ends; the caller holds the device.</summary>
    public static async Task<Event> Tell(Tx tx, Guid deviceId, Event happened)
    {
        foreach (var incident in await tx.List<Row>(GoneSql, new { id = deviceId }))
        {
            await tx.Execute(FoundSql, new { incident.Id, today = OpenIncident.Day(tx, tx.Now), now = tx.Now });
            await tx.Execute(RecoverySql, new { incident.Id, now = tx.Now });
            // The move tells the incident that it ends; one that was over, or another one, is told beside it.
            if (!incident.IsClosed && happened.SubjectId is null) happened = happened.Telling(incident.Told()) with { SubjectId = incident.Id };
            else tx.Record(new Event { Name = incident.IsClosed ? "found_after_closing" : "close_incident", SubjectId = incident.Id, LoanId = incident.LoanId, BorrowerId = incident.BorrowerId }.Telling(incident.Told()));
        }
        return happened;
    }

    internal sealed record Row
    {
        public Guid Id { get; init; }
        public DateTimeOffset? ClosedAt { get; init; }
        public Guid? RecoveryId { get; init; }
        public Guid? LoanId { get; init; }
        public Guid? BorrowerId { get; init; }
        public long? AmountCents { get; init; }
        public DateOnly? SettledOn { get; init; }

        public bool IsClosed => ClosedAt is not null;

        public JsonObject Told()
        {
            var told = new JsonObject { ["incident"] = Id.ToString("D"), ["outcome"] = IncidentOutcomes.Found };
            if (RecoveryId is { } recovery) (told["recovery"], told["amountCents"], told["refundCents"]) = (recovery.ToString("D"), AmountCents, SettledOn is null ? 0 : AmountCents);
            return told;
        }
    }

    /// <summary>The incidents from which the device had not come back, with the recovery that stands.</summary>
    public const string GoneSql = $"""
        select i.id, i.closed_at, r.id as recovery_id, r.loan_id, r.borrower_id, r.amount_cents, r.settled_on
        from incident i
        left join recovery r on r.incident_id = i.id and r.waived_at is null
        where i.organisation_id = @organisationId and i.device_id = @id and {IncidentKinds.GoneOfI} and i.found_on is null
        order by i.id
        """;

    public const string FoundSql = """
        update incident set found_on = @today, outcome = coalesce(outcome, 'found'), closed_at = coalesce(closed_at, @now), closed_by = coalesce(closed_by, @principalId),
          updated_at = @now, version = version + 1
        where organisation_id = @organisationId and id = @id and found_on is null
        """;

    // It reads differently from now on: whoever settles or waives it on what was read before looks again.
    public const string RecoverySql = """
        update recovery set updated_at = @now, version = version + 1
        where organisation_id = @organisationId and incident_id = @id and waived_at is null
        """;
}
