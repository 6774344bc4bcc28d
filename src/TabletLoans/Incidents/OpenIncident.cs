using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Storage;

namespace TabletLoans.Incidents;

/// <summary>What is declared of an incident, whichever door it came by.</summary>
internal sealed record NewIncident
{
    public required string Kind { get; init; }
    public string? Circumstances { get; init; }
    /// <summary>Null: today.</summary>
    public DateOnly? OccurredOn { get; init; }
    public string? PoliceReport { get; init; }
    public string? Insurer { get; init; }
    public string? InsurerReference { get; init; }
    public Guid? SpareDeviceId { get; init; }
    public Guid? LoanId { get; init; }

    public bool IsConfirmed => PoliceReport is not null && IncidentKinds.NeedsPoliceReport(Kind);

    /// <summary>As the moves report_missing and report_stolen tell it: what happened, and for a theft the police report beside it.</summary>
    public static NewIncident Reported(string kind, string? reason, string? policeReport, Guid? loanId) =>
        new() { Kind = kind, Circumstances = TextKey.Tidy(reason), PoliceReport = IncidentKinds.NeedsPoliceReport(kind) ? TextKey.Tidy(policeReport) : null, LoanId = loanId };
}

/// <summary>Writes a new incident: the one place where they begin.</summary>
internal static class OpenIncident
{
    /// <summary>Its id; null where the school has an open one of that kind on the device. What a recovery will rest on is kept as it is now.</summary>
    public static async Task<Guid?> Insert(Tx tx, DeviceRow device, NewIncident incident)
    {
        var id = Id.New();
        var written = await tx.Execute(InsertSql, new
        {
            id, deviceId = device.Id, incident.Kind, device.SchoolId, incident.LoanId, circumstances = TextKey.Tidy(incident.Circumstances), occurredOn = incident.OccurredOn ?? Day(tx, tx.Now),
            device.PriceInclTaxCents, inServiceOn = await InServiceOn(tx, device),
            policeReport = TextKey.Tidy(incident.PoliceReport), insurer = TextKey.Tidy(incident.Insurer), insurerReference = TextKey.Tidy(incident.InsurerReference),
            incident.SpareDeviceId, confirmedAt = incident.IsConfirmed ? tx.Now : (DateTimeOffset?)null, confirmedBy = incident.IsConfirmed ? tx.Scope.PrincipalId : (Guid?)null, now = tx.Now,
        });
        return written == 0 ? null : id;
    }

    /// <summary>The day from which a device's age counts: the acceptance of its delivery, else the delivery, else its registration.</summary>
    public static async Task<DateOnly> InServiceOn(Tx tx, DeviceRow device) =>
        (device.DeliveryId is { } delivery ? await tx.One<DateOnly?>(DeliveredSql, new { delivery }) : null) ?? Day(tx, device.CreatedAt);

    /// <summary>The local day of an instant.</summary>
    public static DateOnly Day(Tx tx, DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, tx.Scope.TimeZone).DateTime);

    public const string DeliveredSql = "select coalesce(y.accepted_on, y.delivered_on) from delivery y where y.organisation_id = @organisationId and y.id = @delivery";

    // It is the school's that held the device; of a device that no school holds (it waits on the bench), that of the loan.
    public const string InsertSql = """
        insert into incident (id, organisation_id, device_id, kind, school_id, loan_id, circumstances, occurred_on, price_incl_tax_cents, in_service_on, police_report, insurer, insurer_reference,
          spare_device_id, declared_at, declared_by, confirmed_at, confirmed_by, updated_at, version)
        values (@id, @organisationId, @deviceId, @kind, coalesce(@schoolId, (select l.school_id from loan l where l.id = @loanId)), @loanId, @circumstances, @occurredOn,
          @priceInclTaxCents, @inServiceOn, @policeReport, @insurer, @insurerReference, @spareDeviceId, @now, @principalId, @confirmedAt, @confirmedBy, @now, 1)
        on conflict (device_id, kind, coalesce(school_id, organisation_id)) where closed_at is null do nothing
        """;
}
