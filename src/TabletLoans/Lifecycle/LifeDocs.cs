using System.Globalization;
using System.Text;

namespace TabletLoans.Lifecycle;

/// <summary>A column of the table of moves beside those that all tables have.</summary>
internal sealed record MoveColumn<TMove>(string Name, Func<TMove, string> Cell);

/// <summary>The table of a life as a document, with its diagram.</summary>
internal static class LifeDocs
{
    public static string Markdown<TMove>(string title, string writtenBy, string collection, IReadOnlyList<State> states, IReadOnlyList<TMove> moves, params IReadOnlyList<MoveColumn<TMove>> columns) where TMove : Move
    {
        var text = new StringBuilder($"# {title}\n\n{writtenBy}\n\n```mermaid\nstateDiagram-v2\n  [*] --> {states[0]}\n");
        foreach (var move in moves)
            foreach (var from in move.From) text.Append(CultureInfo.InvariantCulture, $"  {from} --> {move.To}: {move.Name}\n");
        text.Append("```\n\n## States\n\n| code | français | English |\n|---|---|---|\n");
        foreach (var state in states) text.Append(CultureInfo.InvariantCulture, $"| `{state.Code}` | {state.Summary.Fr} | {state.Summary.En} |\n");
        text.Append("\n## Moves\n\n| name | from | to | carried out by |").AppendJoin("", columns.Select(column => $" {column.Name} |")).Append(" français | English |\n|---|---|---|---|").Insert(text.Length, "---|", columns.Count + 2).Append('\n');
        foreach (var move in moves)
            text.Append(CultureInfo.InvariantCulture, $"| `{move.Name}` | {string.Join(", ", move.From)} | {move.To} | `{move.UseCase ?? $"POST {collection}/{{id}}/{move.Name}"}` |")
                .AppendJoin("", columns.Select(column => $" {column.Cell(move)} |")).Append(CultureInfo.InvariantCulture, $" {move.Summary.Fr} | {move.Summary.En} |\n");
        return text.ToString();
    }
}
