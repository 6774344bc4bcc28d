using System.Text.Unicode;

namespace TabletLoans.Benchmarks;

/// <summary>Measures the service beside the bare one, turn and turn about so that a drift of the machine hits both.</summary>
internal sealed class Bench(Options options, Databases databases, Fleet fleet, Service bare, Service service, string key)
{
    public const string Slug = "banc";
    private const double SecondsOfATurn = 0.5;
    private const string Organisation = $"/api/v1/organisations/{Slug}";
    private readonly int _turns = Math.Max(2, (int)(options.Seconds / SecondsOfATurn));

    public IEnumerable<Result> Run(string database)
    {
        if (Wanted("device"))
        {
            yield return Reads("one device", database,
                (random, request) => Get(request, $"/devices/{Any(fleet.Devices, random):D}"),
                (random, request) => Get(request, $"{Organisation}/devices/{Any(fleet.Devices, random):D}"));
        }
        if (Wanted("page"))
        {
            yield return Reads("page of 50", database,
                (random, request) => Get(request, $"/devices?state=in_stock&schoolId={Any(fleet.Schools, random):D}&limit=50"),
                (random, request) => Get(request, $"{Organisation}/devices?state=in_stock&schoolId={Any(fleet.Schools, random):D}&limit=50"));
        }
        if (!Wanted("lend")) yield break;
        string[] ways = database == "sqlite" ? ["queue", "lock"] : ["transaction"];
        var real = new Measure();
        var bares = ways.Select(_ => new Measure()).ToList();
        // Turn 0 warms up, and counts for nothing.
        for (var turn = 0; turn <= _turns; turn++)
        {
            for (var i = 0; i < ways.Length; i++) Lends(turn, bares[i], bare, databases.Bare, $"/loans/{ways[i]}");
            Lends(turn, real, service, databases.Real, $"{Organisation}/loans");
        }
        for (var i = 0; i < ways.Length; i++) yield return new Result($"lend (bare: {ways[i]})", database, bares[i], real);
    }

    private bool Wanted(string operation) => options.Only.Length == 0 || options.Only == operation;

    private Result Reads(string operation, string database, NextRequest ofBare, NextRequest ofService)
    {
        var result = new Result(operation, database, new Measure(), new Measure());
        new Measure().Run(bare, options.Clients, options.WarmUp, 200, ofBare);
        new Measure().Run(service, options.Clients, options.WarmUp, 200, ofService);
        for (var turn = 0; turn < _turns; turn++)
        {
            result.Bare.Run(bare, options.Clients, options.Seconds / _turns, 200, ofBare);
            result.Service.Run(service, options.Clients, options.Seconds / _turns, 200, ofService);
        }
        return result;
    }

    /// <summary>Each lend takes a device and a borrower that are free; when they run out, all come back with the clock stopped.</summary>
    private void Lends(int turn, Measure counted, Service target, string connectionString, string path)
    {
        var measure = turn == 0 ? new Measure() : counted;
        var end = measure.Seconds + (turn == 0 ? options.WarmUp : options.Seconds / _turns);
        while (end - measure.Seconds is > 0.02 and var left)
        {
            Fleet.BringBack(connectionString).GetAwaiter().GetResult();
            var taken = 0;
            measure.Run(target, options.Clients, left, 201, (_, request) =>
                Interlocked.Increment(ref taken) is var n && n > fleet.Lendable.Count ? 0 : Post(request, path, fleet.Lendable[n - 1]));
        }
    }

    private static Guid Any(IReadOnlyList<Guid> ids, Random random) => ids[random.Next(ids.Count)];

    private int Get(Span<byte> request, string path)
    {
        Utf8.TryWrite(request, $"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\n\r\n", out var length);
        return length;
    }

    private int Post(Span<byte> request, string path, (Guid Device, Guid Borrower) lend)
    {
        const int BodyLength = 101;
        Utf8.TryWrite(request, $"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\nContent-Length: {BodyLength}\r\n\r\n{{\"device\":\"{lend.Device:D}\",\"borrowerId\":\"{lend.Borrower:D}\"}}", out var length);
        return length;
    }
}

/// <summary>One line of the table.</summary>
internal sealed record Result(string Operation, string Database, Measure Bare, Measure Service);
