using System.Globalization;
using TabletLoans.Api;
using TabletLoans.Distribution;

namespace TabletLoans.Web.Pages;

/// <summary>A list of scans, as a person is told what became of it.</summary>
internal static class Scans
{
    /// <param name="results">One to a scan, in the order sent.</param>
    /// <param name="names">What was scanned.</param>
    /// <param name="path">The page that shows the outcome.</param>
    /// <param name="title">With {0} for how many were done.</param>
    public static Done Told(IReadOnlyList<ScanResult> results, IReadOnlyList<string> names, string path, Text title)
    {
        var refused = results.Where(result => result.Problem is not null).ToList();
        string[] lines = [.. refused.Select(result => $"{names[result.Line - 1]} : {result.Problem!.Detail}"), .. results.SelectMany(result => result.Anomalies).Select(anomaly => anomaly.Detail).Distinct(StringComparer.Ordinal)];
        var count = (results.Count - refused.Count).ToString(CultureInfo.InvariantCulture);
        Text told = (title.Fr.Replace("{0}", count, StringComparison.Ordinal), title.En.Replace("{0}", count, StringComparison.Ordinal));
        if (refused.Count == 0) return new Done(path, ($"{told.Fr}.", $"{told.En}."), lines);
        return new Done(path, ($"{told.Fr}, {refused.Count} refusés : ils restent dans la liste.", $"{told.En}, {refused.Count} refused: they are left in the list."), lines) { Left = ("devices", [.. refused.Select(result => names[result.Line - 1])]) };
    }
}

/// <summary>A form that only asks for a yes.</summary>
internal sealed record Nothing;
