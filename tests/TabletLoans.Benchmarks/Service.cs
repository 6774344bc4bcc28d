using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace TabletLoans.Benchmarks;

/// <summary>A service under measure: a process of its own, on a loopback port of its own.</summary>
internal sealed class Service : IDisposable
{
    private readonly Process _process;

    private Service(Process process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    /// <summary>From the start of the process to the first 200 of the address.</summary>
    public TimeSpan StartedIn { get; private init; }

    /// <summary>The body of that answer.</summary>
    public string Ready { get; private init; } = "";

    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts `dotnet {dll} {arguments}`; {port} in the arguments stands for a free port.</summary>
    public static async Task<Service> Start(string dll, string readyPath, string connectionString, params string[] arguments)
    {
        var port = FreePort();
        var clock = Stopwatch.StartNew();
        var process = Process.Start(Command(dll, connectionString, [.. arguments.Select(argument => argument.Replace("{port}", port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal))]))!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        try
        {
            using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
            while (clock.Elapsed < TimeSpan.FromSeconds(60) && !process.HasExited)
            {
                try
                {
                    using var answer = await http.GetAsync(new Uri(readyPath, UriKind.Relative));
                    if (answer.IsSuccessStatusCode) return new Service(process, port) { StartedIn = clock.Elapsed, Ready = await answer.Content.ReadAsStringAsync() };
                }
                catch (HttpRequestException)
                {
                    // Not listening yet.
                }
                await Task.Delay(2);
            }
            throw new InvalidOperationException($"{Path.GetFileName(dll)} did not answer on {readyPath}");
        }
        catch
        {
            Stop(process);
            throw;
        }
    }

    /// <summary>Runs a verb of the service's command line and gives the last line that it prints.</summary>
    public static async Task<string> RunVerb(string dll, string connectionString, params string[] arguments)
    {
        using var process = Process.Start(Command(dll, connectionString, arguments))!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output.Trim().Split('\n')[^1] : throw new InvalidOperationException($"{string.Join(' ', arguments)} failed");
    }

    public void Dispose() => Stop(_process);

    private static void Stop(Process process)
    {
        if (!process.HasExited) process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    private static ProcessStartInfo Command(string dll, string connectionString, string[] arguments) => new(Environment.ProcessPath!, ["exec", dll, .. arguments])
    {
        RedirectStandardOutput = true,
        UseShellExecute = false,
        Environment = { ["ConnectionStrings__TabletLoans"] = connectionString, ["RateLimit__PerSecond"] = "0" },
    };

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
