using System.Text.Json;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Distribution;

/// <summary>Changes how many devices a school is to get. 0 withdraws the allocation; what was sent stays counted.</summary>
internal static class ChangeAllocation
{
    public static void Map(RouteGroupBuilder allocations) => allocations.MapPatch("{id:guid}", Handle).Does(nameof(ChangeAllocation), Permission.ManageFleet).TakesPatchOf<Change>();

    /// <summary>What may be changed.</summary>
    internal sealed record Change
    {
        [Between(0, 100_000)] public required int Quantity { get; init; }
    }

    /// <summary>Changes an allocation, with the ETag in If-Match.</summary>
    internal static async Task<Returns<Allocation>> Handle(Guid id, JsonElement patch, Db db, HttpContext context, CancellationToken stop)
    {
        var ifMatch = IfMatch.Required(context);
        return ifMatch.Refusal is { } refusal ? (Outcome<Allocation>)refusal : await Run(db, id, ifMatch.Value!, patch, stop);
    }

    public static Task<Outcome<Allocation>> Run(Db db, Guid id, IfMatch ifMatch, JsonElement patch, CancellationToken stop) => db.Write<Allocation>(async tx =>
    {
        if (await tx.One<AllocationRow>($"{AllocationRow.ByIdSql}{db.Dialect.ForUpdateOf("a")}", new { id }) is not { } row) return Errors.NotFound.Refuse();
        if (ifMatch.Refuse(row.Version) is { } stale) return stale;
        var before = new Change { Quantity = row.Quantity };
        var merged = MergePatch.Apply(before, patch);
        if (merged.Refusal is { } invalid) return invalid;
        if (MergePatch.Changes(before, merged.Value!) is not { } changes) return row.View();
        await tx.Execute(UpdateSql, new { id, merged.Value!.Quantity, now = tx.Now });
        tx.Record(new Event { Name = "change_allocation", SubjectId = id, Changes = changes });
        return (await tx.One<AllocationRow>(AllocationRow.ByIdSql, new { id }))!.View();
    }, stop);

    public const string UpdateSql = "update allocation set quantity = @quantity, updated_at = @now, version = version + 1 where organisation_id = @organisationId and id = @id";
}
