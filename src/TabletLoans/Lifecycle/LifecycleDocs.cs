using System.Globalization;
using System.Text;
using TabletLoans.Access;

namespace TabletLoans.Lifecycle;

/// <summary>The lifecycle table as a document, with its diagram.</summary>
internal static class LifecycleDocs
{
    public static string Markdown()
    {
        var text = new StringBuilder("# The life of a device\n\nWritten by the build from `DeviceLifecycle.All`. Overdue and available are not states: they are computed.\n\n```mermaid\nstateDiagram-v2\n  [*] --> received\n");
        foreach (var row in DeviceLifecycle.All)
            foreach (var from in row.From) text.Append(CultureInfo.InvariantCulture, $"  {from} --> {row.To}: {row.Name}\n");
        text.Append("```\n\n## States\n\n| code | français | English |\n|---|---|---|\n");
        foreach (var state in DeviceStates.All) text.Append(CultureInfo.InvariantCulture, $"| `{state.Code}` | {state.Summary.Fr} | {state.Summary.En} |\n");
        text.Append("\n## Transitions\n\n| name | from | to | permission | carried out by | needs | français | English |\n|---|---|---|---|---|---|---|---|\n");
        foreach (var row in DeviceLifecycle.All)
        {
            string?[] needs = [row.NeedsSchool ? "school" : null, row.NeedsReason ? "reason" : null, row.NeedsCleanData ? "clean data" : null, row.NeedsSanitization is { } level ? $"{level}{(row.SanitizedUnlessClean ? " unless clean" : " once lent")}" : null, row.NeedsNoOpenIncident ? "no open incident" : null];
            text.Append(CultureInfo.InvariantCulture, $"| `{row.Name}` | {string.Join(", ", row.From)} | {row.To} | `{row.Permission.Code()}` | {(row.UseCase is { } useCase ? $"`{useCase}`" : $"`POST devices/{{id}}/{row.Name}`")} | {string.Join(", ", needs.OfType<string>())} | {row.Summary.Fr} | {row.Summary.En} |\n");
        }
        return text.ToString();
    }
}
