using System.Globalization;
using System.Text.Json.Nodes;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Loans;

/// <summary>What was odd at a return, a reception or an inventory.</summary>
internal sealed record AnomalyView([property: Text(100)] string Code, [property: Text(500)] string Detail)
{
    public static AnomalyView From(Reason reason, CultureInfo culture) => new(reason.Error.Code, reason.Error.Detail.In(culture, reason.Facts));
}

internal static class Anomaly
{
    /// <summary>Stored in French, the language of the people who look at it; the code says the same to programs.</summary>
    public static async Task<Guid> Insert(Tx tx, Guid deviceId, Guid? loanId, Guid? schoolId, Reason reason)
    {
        var id = Id.New();
        await tx.Execute(InsertSql, new { id, deviceId, loanId, schoolId, reason.Error.Code, detail = Detail(reason), now = tx.Now });
        return id;
    }

    /// <summary>As an event tells it.</summary>
    public static JsonObject Told(IReadOnlyList<Reason> anomalies) =>
        anomalies.Count == 0 ? [] : new JsonObject { ["anomalies"] = new JsonArray([.. anomalies.Select(reason => (JsonNode)reason.Error.Code)]) };

    public static string Detail(Reason reason) => reason.Error.Detail.In(French, reason.Facts);

    private static readonly CultureInfo French = CultureInfo.GetCultureInfo("fr-FR");

    public const string InsertSql = """
        insert into anomaly (id, organisation_id, device_id, loan_id, school_id, code, detail, seen_at, seen_by)
        values (@id, @organisationId, @deviceId, @loanId, @schoolId, @code, @detail, @now, @principalId)
        """;
}
