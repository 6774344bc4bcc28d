using System.Globalization;
using System.Text.Json.Nodes;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Loans;

/// <summary>What was odd at a return.</summary>
internal sealed record AnomalyView([property: Text(100)] string Code, [property: Text(500)] string Detail)
{
    public static AnomalyView From(Reason reason, CultureInfo culture) => new(reason.Error.Code, reason.Error.Detail.In(culture, reason.Facts));
}

internal static class Anomaly
{
    /// <summary>Stored in French, the language of the people who look at it; the code says the same to programs.</summary>
    public static Task Insert(Tx tx, Guid deviceId, Guid? loanId, Guid? schoolId, Reason reason) => tx.Execute(InsertSql, new
    {
        id = Id.New(), deviceId, loanId, schoolId, reason.Error.Code, detail = reason.Error.Detail.In(French, reason.Facts), now = tx.Now,
    });

    /// <summary>As an event tells it.</summary>
    public static JsonObject Told(IReadOnlyList<Reason> anomalies) =>
        anomalies.Count == 0 ? [] : new JsonObject { ["anomalies"] = new JsonArray([.. anomalies.Select(reason => (JsonNode)reason.Error.Code)]) };

    private static readonly CultureInfo French = CultureInfo.GetCultureInfo("fr-FR");

    public const string InsertSql = """
        insert into anomaly (id, organisation_id, device_id, loan_id, school_id, code, detail, seen_at, seen_by)
        values (@id, @organisationId, @deviceId, @loanId, @schoolId, @code, @detail, @now, @principalId)
        """;
}
