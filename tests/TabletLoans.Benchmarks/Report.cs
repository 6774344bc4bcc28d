using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace TabletLoans.Benchmarks;

/// <summary>The table, in Markdown.</summary>
internal static class Report
{
    public static string Markdown(Options options, IEnumerable<Result> results, IEnumerable<string> versions, IEnumerable<string> notes)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"""

            {Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GB, {RuntimeInformation.FrameworkDescription}, {string.Join(", ", versions)}; {options.Devices} devices, {options.Clients} clients, {options.Seconds} s a measure.
            CPU is that of the process alone, in microseconds an answer: the client (a socket a thread) and PostgreSQL share the cores.

            | operation | database | bare/s | service/s | ratio | bare p50/p99 ms | service p50/p99 ms | bare CPU | service CPU | client CPU | errors |
            |---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|
            """);
        foreach (var result in results) text.AppendLine(Line(result));
        text.AppendLine();
        foreach (var note in notes) text.AppendLine(note);
        foreach (var error in results.SelectMany(result => new[] { result.Bare.FirstError, result.Service.FirstError }).OfType<string>().Distinct()) text.AppendLine().AppendLine(error);
        return text.ToString();
    }

    public static string Line(Result result)
    {
        var (bare, service) = (result.Bare, result.Service);
        return string.Create(CultureInfo.InvariantCulture, $"| {result.Operation} | {result.Database} | {bare.PerSecond:F0} | {service.PerSecond:F0} | {service.PerSecond / bare.PerSecond:F2} | {bare.Percentile(0.5):F2} / {bare.Percentile(0.99):F1} | {service.Percentile(0.5):F2} / {service.Percentile(0.99):F1} | {bare.CpuMicroseconds:F0} | {service.CpuMicroseconds:F0} | {service.ClientCpuMicroseconds:F0} | {bare.Errors + service.Errors} |");
    }
}
