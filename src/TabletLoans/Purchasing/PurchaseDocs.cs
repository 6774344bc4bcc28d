using System.Globalization;
using System.Text;

namespace TabletLoans.Purchasing;

/// <summary>The table of an order's life as a document, with its diagram and the rule of its sums.</summary>
internal static class PurchaseDocs
{
    public static string Markdown()
    {
        var text = new StringBuilder("# The life of a purchase order\n\nWritten by the build from `PurchaseLifecycle.All`.\n\n```mermaid\nstateDiagram-v2\n  [*] --> draft\n");
        foreach (var row in PurchaseLifecycle.All)
            foreach (var from in row.From) text.Append(CultureInfo.InvariantCulture, $"  {from} --> {row.To}: {row.Name}\n");
        text.Append("```\n\n| state | français | English |\n|---|---|---|\n");
        foreach (var state in PurchaseLifecycle.States) text.Append(CultureInfo.InvariantCulture, $"| `{state.Code}` | {state.Summary.Fr} | {state.Summary.En} |\n");
        text.Append("\n| name | from | to | carried out by | français | English |\n|---|---|---|---|---|---|\n");
        foreach (var row in PurchaseLifecycle.All)
            text.Append(CultureInfo.InvariantCulture, $"| `{row.Name}` | {string.Join(", ", row.From)} | {row.To} | `{row.UseCase ?? $"POST purchase-orders/{{id}}/{row.Name}"}` | {row.Summary.Fr} | {row.Summary.En} |\n");
        return text.Append("\n## Money\n\n").Append(PurchaseLine.RoundingRule).Append('\n').ToString();
    }
}
