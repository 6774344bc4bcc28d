using System.Text.Json.Nodes;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Inventories;

/// <summary>
/// What every change of a campaign begins with: its row, within the caller's schools, held until the end of the transaction, so that
/// people who scan at once do so one list after the other, and nobody scans into a campaign that is being closed.
/// </summary>
internal static class InventoryChange
{
    public static Task<Outcome<T>> Run<T>(Db db, Guid id, IfMatch ifMatch, Func<Tx, InventoryRow, Task<Outcome<T>>> change, CancellationToken stop) => db.Write(async tx =>
    {
        if (await tx.One<InventoryRow>($"{InventoryRow.ByIdSql}{db.Dialect.ForUpdateOf("i")}", new { id }) is not { } inventory) return Errors.NotFound.Refuse();
        if (ifMatch.Refuse(inventory.Version) is { } stale) return stale;
        if (inventory.State != "open") return InventoryErrors.Closed.Refuse(("name", inventory.Name), ("state", inventory.State));
        return await change(tx, inventory);
    }, stop);

    /// <summary>Adds to the counts of an open campaign.</summary>
    public static async Task Count(Tx tx, Guid id, int expected = 0, int found = 0, int misplaced = 0, int unknown = 0, int lines = 0)
    {
        if (await tx.Execute(CountSql, new { id, expected, found, misplaced, unknown, lines, now = tx.Now }) == 0)
            throw new InvalidOperationException($"inventory {id} changed while its row was held");
    }

    public static async Task End(Tx tx, Guid id, string state, string? reason)
    {
        if (await tx.Execute(EndSql, new { id, state, reason = TextKey.Tidy(reason), now = tx.Now }) == 0)
            throw new InvalidOperationException($"inventory {id} changed while its row was held");
    }

    /// <summary>As an event of a device tells its campaign: by id, since the device may come to people who may not see it.</summary>
    public static JsonObject Told(Guid inventory, string? outcome = null)
    {
        var told = new JsonObject { ["inventory"] = inventory.ToString("D") };
        if (outcome is not null) told["outcome"] = outcome;
        return told;
    }

    public const string CountSql = """
        update inventory set expected_count = expected_count + @expected, found_count = found_count + @found, misplaced_count = misplaced_count + @misplaced,
          unknown_count = unknown_count + @unknown, last_line = last_line + @lines, updated_at = @now, version = version + 1
        where organisation_id = @organisationId and id = @id and state = 'open'
        """;

    public const string EndSql = """
        update inventory set state = @state, reason = @reason, ended_at = @now, ended_by = @principalId, updated_at = @now, version = version + 1
        where organisation_id = @organisationId and id = @id and state = 'open'
        """;
}
