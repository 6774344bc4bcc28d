using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Storage;

namespace TabletLoans.Incidents;

/// <summary>What is declared of an incident, whichever door it came by.</summary>
internal sealed record NewIncident
{
    // A reason that stands for the reference of a police report may be longer than a reference is.
    private const int LongestReference = 100;

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

    /// <summary>As the moves report_missing and report_stolen tell it: one reason, which for a theft is the police report's reference.</summary>
    public static NewIncident Reported(string kind, string reason, Guid? loanId)
    {
        var told = reason.Trim();
        if (!IncidentKinds.NeedsPoliceReport(kind)) return new NewIncident { Kind = kind, Circumstances = told, LoanId = loanId };
        if (told.Length <= LongestReference) return new NewIncident { Kind = kind, PoliceReport = told, LoanId = loanId };
        var end = char.IsHighSurrogate(told[LongestReference - 1]) ? LongestReference - 1 : LongestReference;
        return new NewIncident { Kind = kind, PoliceReport = told[..end], Circumstances = told, LoanId = loanId };
    }
}

/// <summary>Writes a new incident: the one place where they begin.</summary>
internal static class OpenIncident
{
    /// <summary>Its id; null where the device has an open one of that kind.</summary>
    public static async Task<Guid?> Insert(Tx tx, DeviceRow device, NewIncident incident)
    {
        var id = Id.New();
        var local = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(tx.Now, tx.Scope.TimeZone).DateTime);
        var written = await tx.Execute(InsertSql, new
        {
            id, deviceId = device.Id, incident.Kind, device.SchoolId, incident.LoanId, circumstances = TextKey.Tidy(incident.Circumstances), occurredOn = incident.OccurredOn ?? local,
            policeReport = TextKey.Tidy(incident.PoliceReport), insurer = TextKey.Tidy(incident.Insurer), insurerReference = TextKey.Tidy(incident.InsurerReference),
            incident.SpareDeviceId, confirmedAt = incident.IsConfirmed ? tx.Now : (DateTimeOffset?)null, confirmedBy = incident.IsConfirmed ? tx.Scope.PrincipalId : (Guid?)null, now = tx.Now,
        });
        return written == 0 ? null : id;
    }

    // It is the school's that held the device; of a device that no school holds (it waits on the bench), that of the loan.
    public const string InsertSql = """
        insert into incident (id, organisation_id, device_id, kind, school_id, loan_id, circumstances, occurred_on, police_report, insurer, insurer_reference,
          spare_device_id, declared_at, declared_by, confirmed_at, confirmed_by, updated_at, version)
        values (@id, @organisationId, @deviceId, @kind, coalesce(@schoolId, (select l.school_id from loan l where l.id = @loanId)), @loanId, @circumstances, @occurredOn,
          @policeReport, @insurer, @insurerReference, @spareDeviceId, @now, @principalId, @confirmedAt, @confirmedBy, @now, 1)
        on conflict (device_id, kind) where closed_at is null do nothing
        """;
}
