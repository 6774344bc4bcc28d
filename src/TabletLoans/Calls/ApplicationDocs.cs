using System.Globalization;
using System.Text;
using TabletLoans.Access;

namespace TabletLoans.Calls;

/// <summary>The table of an application's life as a document, with its diagram and the rule of its money.</summary>
internal static class ApplicationDocs
{
    public static string Markdown()
    {
        var text = new StringBuilder("# The life of an application\n\nWritten by the build from `ApplicationLifecycle.All`.\n\n```mermaid\nstateDiagram-v2\n  [*] --> draft\n");
        foreach (var row in ApplicationLifecycle.All)
            foreach (var from in row.From) text.Append(CultureInfo.InvariantCulture, $"  {from} --> {row.To}: {row.Name}\n");
        text.Append("```\n\n| state | français | English |\n|---|---|---|\n");
        foreach (var state in ApplicationLifecycle.States) text.Append(CultureInfo.InvariantCulture, $"| `{state.Code}` | {state.Summary.Fr} | {state.Summary.En} |\n");
        text.Append("\n| name | from | to | permission | carried out by | français | English |\n|---|---|---|---|---|---|---|\n");
        foreach (var row in ApplicationLifecycle.All)
            text.Append(CultureInfo.InvariantCulture, $"| `{row.Name}` | {string.Join(", ", row.From)} | {row.To} | `{row.Permission.Code()}` | `{row.UseCase ?? $"POST applications/{{id}}/{row.Name}"}` | {row.Summary.Fr} | {row.Summary.En} |\n");
        return text.Append("\n## Money\n\n").Append(Subsidy.Rule).Append('\n').ToString();
    }
}
