using Dapper;
using TabletLoans.Api;

namespace TabletLoans.Storage;

/// <summary>
/// The database as one caller may see it. Every statement gets @organisationId, @principalId and @everySchool from the scope,
/// and nobody gets a Db without one.
/// </summary>
internal sealed class Db(Database database, Scope scope)
{
    public Scope Scope => scope;

    public Dialect Dialect => database.Dialect;

    public DateTimeOffset Now => database.Clock.GetInstant();

    /// <summary>The local day of the organisation: due dates are local.</summary>
    public DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(Now, scope.TimeZone).DateTime);

    /// <summary>Keeps the answer beside the work it answers, in one transaction: where the request carries an Idempotency-Key, and where a job ends with its work.</summary>
    public KeptAnswer? Answer { get; set; }

    /// <summary>For work whose answer holds a secret that is told once: it is kept nowhere, not even for a repeated request.</summary>
    public Db Unkept => new(database, scope);

    public Db As(string source) => new(database, scope with { Source = source }) { Answer = Answer };

    public Task<T?> One<T>(string sql, object? args = null, CancellationToken stop = default) =>
        database.Read(async connection => await connection.QueryFirstOrDefaultAsync<T>(Command(sql, args, stop)), stop);

    public Task<IReadOnlyList<T>> List<T>(string sql, object? args = null, CancellationToken stop = default) =>
        database.Read<IReadOnlyList<T>>(async connection => (await connection.QueryAsync<T>(Command(sql, args, stop))).AsList(), stop);

    /// <summary>Carries out a unit of work wholly or not at all. What it returns is the answer to the caller.</summary>
    public Task<Outcome<T>> Write<T>(Func<Tx, Task<Outcome<T>>> work, CancellationToken stop = default) =>
        database.Write(async writes =>
        {
            var tx = new Tx(writes, scope, Now);
            var outcome = await work(tx);
            if (outcome.IsRefused || Answer is null) return outcome;
            return await Answer.Keep(tx, outcome.Value!) ? outcome : Errors.IdempotencyRace.Refuse();
        }, stop);

    internal static DynamicParameters Scoped(string sql, object? args, Scope scope)
    {
        var parameters = Parameters.Of(args);
        // Only what the statement names: each parameter costs a look-up in it, used or not.
        if (sql.Contains("@organisationId", StringComparison.Ordinal)) parameters.Add("organisationId", scope.OrganisationId);
        if (sql.Contains("@principalId", StringComparison.Ordinal)) parameters.Add("principalId", scope.PrincipalId);
        if (sql.Contains("@everySchool", StringComparison.Ordinal)) parameters.Add("everySchool", scope.EverySchool);
        return parameters;
    }

    private CommandDefinition Command(string sql, object? args, CancellationToken stop) => new(sql, Scoped(sql, args, scope), cancellationToken: stop);
}
