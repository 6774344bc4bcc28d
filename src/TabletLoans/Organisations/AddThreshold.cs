using System.Text.Json.Nodes;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Organisations;

/// <summary>Dates a figure of the organisation's own. What stood before stays: a rule looks at the figure of its day.</summary>
internal static class AddThreshold
{
    public static void Map(RouteGroupBuilder thresholds) => thresholds.MapPost("", Handle).Does(nameof(AddThreshold), Permission.ManageSettings);

    internal sealed record Request
    {
        /// <summary>Its last word is its unit: cents (of euro, tax included) or percent.</summary>
        [OneOf<ThresholdCodes>] public required string Code { get; init; }
        /// <summary>The first day on which it holds.</summary>
        public required DateOnly? AppliesFrom { get; init; }
        /// <summary>In the unit of the code; a percentage is at most 1000.</summary>
        [Between(0, 1e11)] public required long? Value { get; init; }
        /// <summary>The article of law, or the reference of the deliberation; never a person's name.</summary>
        [Text(300)] public required string Source { get; init; }
    }

    /// <summary>Adds a threshold from a day on; 409 threshold_taken where the organisation has one of that day already.</summary>
    internal static async Task<Creates<Threshold>> Handle(Request request, Db db, Caller caller, CancellationToken stop) => await Run(db, caller, request, stop);

    public static async Task<Outcome<Threshold>> Run(Db db, Caller caller, Request request, CancellationToken stop)
    {
        var known = ThresholdCodes.Of(request.Code);
        if (request.Value > known.Most) return Refusal.Invalid("/value", Errors.OutOfRange, ("min", 0), ("max", known.Most));
        return await db.Write<Threshold>(async tx =>
        {
            var id = Id.New();
            if (await tx.Execute(InsertSql, new { id, request.Code, request.AppliesFrom, request.Value, source = request.Source.Trim(), now = tx.Now }) == 0)
                return OrganisationErrors.ThresholdTaken.Refuse(("threshold", request.Code), ("day", request.AppliesFrom));
            tx.Record(new Event { Name = "add_threshold", SubjectId = id }.Telling(new JsonObject
            {
                ["code"] = request.Code, ["appliesFrom"] = request.AppliesFrom!.Value.ToString("O"), ["value"] = request.Value, ["source"] = request.Source.Trim(),
            }));
            return (await tx.One<ThresholdRow>(ThresholdRow.ByIdSql, new { id }))!.View(caller.Culture);
        }, stop);
    }

    public const string InsertSql = """
        insert into threshold (id, organisation_id, code, applies_from, value, source, created_at, created_by)
        values (@id, @organisationId, @code, @appliesFrom, @value, @source, @now, @principalId)
        on conflict do nothing
        """;
}
