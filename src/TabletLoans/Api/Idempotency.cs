using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using TabletLoans.Access;
using TabletLoans.Storage;

namespace TabletLoans.Api;

/// <summary>
/// Idempotency-Key: a POST sent twice is carried out once. The answer is stored in the transaction of the work itself, so a
/// crash leaves both or neither. Twins that arrive together wait for the first one here; on another instance the primary key
/// stops the second before it is kept, and it then reads the first one's answer.
/// </summary>
internal sealed class Idempotency(RequestDelegate next, Database database)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<(Guid, string), TaskCompletionSource> _running = new();

    public async Task Invoke(HttpContext context)
    {
        var header = context.Request.Headers["Idempotency-Key"].ToString();
        if (header.Length == 0 || !HttpMethods.IsPost(context.Request.Method) || context.Features.Get<Caller>() is not { } caller)
        {
            await next(context);
            return;
        }
        if (header.Length > 255 || header.Any(c => c is < '!' or > '~'))
        {
            await Problem.Write(context, Errors.InvalidIdempotencyKey.Refuse());
            return;
        }
        var answer = new IdempotentAnswer(database, context, caller.Scope.PrincipalId, header, await Fingerprint(context));
        var place = (caller.Scope.PrincipalId, header);
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        while (!_running.TryAdd(place, mine))
        {
            if (!_running.TryGetValue(place, out var first)) continue;
            try
            {
                await first.Task.WaitAsync(Patience, context.RequestAborted);
            }
            catch (TimeoutException)
            {
                await Problem.Write(context, Errors.IdempotencyRace.Refuse());
                return;
            }
        }
        try
        {
            if (await answer.Replay()) return;
            context.Features.Set(answer);
            await next(context);
        }
        finally
        {
            _running.TryRemove(place, out _);
            mine.SetResult();
        }
    }

    private static async Task<string> Fingerprint(HttpContext context)
    {
        var request = context.Request;
        var body = new MemoryStream();
        await request.Body.CopyToAsync(body, context.RequestAborted);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Path}{request.QueryString}\n"));
        hash.AppendData(body.GetBuffer().AsSpan(0, (int)body.Length));
        body.Position = 0;
        request.Body = body;
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

/// <summary>The stored answer of one Idempotency-Key.</summary>
internal sealed class IdempotentAnswer(Database database, HttpContext context, Guid principalId, string key, string requestHash) : KeptAnswer
{
    /// <summary>Keeps the answer beside the work; false when another instance was faster.</summary>
    public override async Task<bool> Keep(Tx tx, object value)
    {
        var status = context.GetEndpoint()?.Metadata.GetMetadata<SuccessStatus>()?.Status ?? StatusCodes.Status200OK;
        return await tx.Execute(KeepSql, Row(Reply.From(value, status, context), tx.Now)) == 1;
    }

    /// <summary>Keeps a refusal by a rule: the same request must get the same answer, even if the rule would say yes by now.</summary>
    public Task KeepRefusal(Reply reply) =>
        database.Write<int>(async writes => await writes.Execute(KeepSql, Row(reply, database.Clock.GetInstant())));

    /// <summary>Answers as before where this key was answered before.</summary>
    public async Task<bool> Replay()
    {
        var stored = await database.Read(connection => connection.QueryFirstOrDefaultAsync<Stored>(FindSql, new { principalId, key }), context.RequestAborted);
        if (stored is null) return false;
        if (stored.RequestHash != requestHash)
        {
            await Problem.Write(context, Errors.IdempotencyMismatch.Refuse());
            return true;
        }
        context.Response.Headers["Idempotency-Replayed"] = "true";
        await new Reply(stored.Status, stored.Location, stored.Etag, Encoding.UTF8.GetBytes(stored.Body)).Write(context);
        return true;
    }

    private object Row(Reply reply, DateTimeOffset now) => new
    {
        principalId, key, requestHash, reply.Status, reply.Location, etag = reply.ETag, body = Encoding.UTF8.GetString(reply.Body), now,
    };

    private sealed record Stored
    {
        public string RequestHash { get; init; } = "";
        public int Status { get; init; }
        public string? Location { get; init; }
        public string? Etag { get; init; }
        public string Body { get; init; } = "";
    }

    public const string KeepSql = """
        insert into idempotency_record (principal_id, idempotency_key, request_hash, status, location, etag, body, created_at)
        values (@principalId, @key, @requestHash, @status, @location, @etag, @body, @now)
        on conflict do nothing
        """;

    public const string FindSql = """
        select request_hash, status, location, etag, body from idempotency_record where principal_id = @principalId and idempotency_key = @key
        """;
}
