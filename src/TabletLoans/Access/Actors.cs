using TabletLoans.Storage;

namespace TabletLoans.Access;

/// <summary>What those who did something are called by their colleagues: the address of an account, the name of a key.</summary>
internal static class Actors
{
    /// <summary>Accounts and keys of the caller's organisation; whoever left it is known by id alone.</summary>
    public static async Task<IReadOnlyDictionary<Guid, string>> Names(Db db, IEnumerable<Guid> ids, CancellationToken stop)
    {
        var asked = ids.Distinct().ToList();
        if (asked.Count == 0) return new Dictionary<Guid, string>();
        var named = await db.List<Named>($"{NamesSql} where {db.Dialect.In("n.id", "@ids")}", new { ids = db.Dialect.List(asked) }, stop);
        return named.ToDictionary(actor => actor.Id, actor => actor.Name);
    }

    /// <summary>All of them by name, to choose from; none where they are more than so many.</summary>
    public static async Task<IReadOnlyList<Named>> All(Db db, int most, CancellationToken stop)
    {
        var named = await db.List<Named>($"{NamesSql} order by n.name, n.id limit @limit", new { limit = most + 1 }, stop);
        return named.Count > most ? [] : named;
    }

    internal sealed record Named
    {
        public Guid Id { get; init; }
        public string Name { get; init; } = "";
    }

    public const string NamesSql = """
        select n.id, n.name from (
          select a.id, a.email as name from account a join access_grant g on g.principal_id = a.id and g.organisation_id = @organisationId
          union all select k.id, k.name from api_key k where k.organisation_id = @organisationId) n
        """;
}
