namespace TabletLoans.Storage;

/// <summary>A unit of work inside a transaction, within a scope. Its guarded statements re-check what was read before.</summary>
internal sealed class Tx(Writes writes, Scope scope, DateTimeOffset now)
{
    public DateTimeOffset Now => now;

    public Scope Scope => scope;

    /// <summary>The transaction itself, for what stands above any organisation.</summary>
    public Writes Writes => writes;

    public Task<int> Execute(string sql, object? args = null) => writes.Execute(sql, Db.Scoped(sql, args, scope));

    /// <summary>Many rows; their properties fill the names with a capital, @organisationId and @now are known.</summary>
    public Task<int> InsertMany<T>(string insert, string row, IReadOnlyList<T> rows, string end) =>
        writes.InsertMany(insert, row, rows, end, [("organisationId", scope.OrganisationId), .. row.Contains("@now", StringComparison.Ordinal) ? [("now", (object)now)] : Array.Empty<(string, object)>()]);

    public Task<T?> Returning<T>(string sql, object? args = null) => writes.Returning<T>(sql, Db.Scoped(sql, args, scope));

    public Task<T?> One<T>(string sql, object? args = null) => writes.One<T>(sql, Db.Scoped(sql, args, scope));

    public Task<IReadOnlyList<T>> List<T>(string sql, object? args = null) => writes.List<T>(sql, Db.Scoped(sql, args, scope));

    public Task<bool> Attempt(Func<Task<bool>> part) => writes.Attempt(part);

    public void Record(Event happened) => writes.Add(happened with
    {
        Id = Id.New(),
        OrganisationId = scope.OrganisationId,
        HappenedAt = now,
        ActorId = scope.PrincipalId,
        Source = scope.Source,
    });
}
