using System.Diagnostics;

namespace TabletLoans.Benchmarks;

/// <summary>Writes the next request of a client; 0 when there is nothing left to ask.</summary>
internal delegate int NextRequest(Random random, Span<byte> request);

/// <summary>What one service did under one load.</summary>
internal sealed class Measure
{
    private readonly List<long> _latencies = [];
    private double _seconds;
    private double _cpu;
    private double _clientCpu;

    public int Errors { get; private set; }

    public string? FirstError { get; private set; }

    public double PerSecond => _latencies.Count / _seconds;

    /// <summary>Processor time of the service's process, in microseconds an answer. A database server's is not in it.</summary>
    public double CpuMicroseconds => _cpu * 1e6 / _latencies.Count;

    public double ClientCpuMicroseconds => _clientCpu * 1e6 / _latencies.Count;

    public double Seconds => _seconds;

    /// <summary>Milliseconds.</summary>
    public double Percentile(double share)
    {
        _latencies.Sort();
        return _latencies.Count == 0 ? 0 : _latencies[(int)((_latencies.Count - 1) * share)] * 1000.0 / Stopwatch.Frequency;
    }

    /// <summary>Runs the clients for some seconds, or until nothing is left to ask.</summary>
    public void Run(Service service, int clients, double seconds, int expected, NextRequest next)
    {
        var (cpu, clientCpu, start) = (service.Cpu, Process.GetCurrentProcess().TotalProcessorTime, Stopwatch.GetTimestamp());
        var end = start + (long)(seconds * Stopwatch.Frequency);
        var threads = Enumerable.Range(0, clients).Select(number => new Thread(() => Ask(service.Port, number, end, expected, next))).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        _seconds += Stopwatch.GetElapsedTime(start).TotalSeconds;
        _cpu += (service.Cpu - cpu).TotalSeconds;
        _clientCpu += (Process.GetCurrentProcess().TotalProcessorTime - clientCpu).TotalSeconds;
    }

    private void Ask(int port, int number, long end, int expected, NextRequest next)
    {
        using var client = new Client(port);
        var random = new Random(number);
        var latencies = new List<long>(1 << 16);
        Span<byte> request = stackalloc byte[2_048];
        var errors = 0;
        string? first = null;
        for (var now = Stopwatch.GetTimestamp(); now < end; )
        {
            var length = next(random, request);
            if (length == 0) break;
            var status = client.Send(request[..length], out var answer);
            var after = Stopwatch.GetTimestamp();
            if (status == expected) latencies.Add(after - now);
            else if (errors++ == 0) first = Client.Text(answer);
            now = after;
        }
        lock (_latencies)
        {
            _latencies.AddRange(latencies);
            Errors += errors;
            FirstError ??= first;
        }
    }
}
