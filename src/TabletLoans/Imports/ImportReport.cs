using TabletLoans.Api;

namespace TabletLoans.Imports;

/// <summary>What an import did or, in a dry run, what it would do.</summary>
internal sealed record ImportReport
{
    /// <summary>Nothing was kept.</summary>
    public required bool DryRun { get; init; }
    /// <summary>Lines of the file, without its header and its blank lines: created + updated + unchanged + rejected + skipped + merged.</summary>
    public required int Lines { get; init; }
    public required int Created { get; init; }
    public int Updated { get; init; }
    /// <summary>Lines that say what is known already.</summary>
    public int Unchanged { get; init; }
    public required int Rejected { get; init; }
    /// <summary>Lines that the filters leave out.</summary>
    public int Skipped { get; init; }
    /// <summary>Further lines about a school that another line describes.</summary>
    public int Merged { get; init; }
    /// <summary>Headers of the file that this import does not know: their cells went nowhere.</summary>
    [Items(500)] public required IReadOnlyList<string> IgnoredColumns { get; init; }
    /// <summary>The first thousand errors, in order of line.</summary>
    [Items(1000)] public required IReadOnlyList<ImportError> Errors { get; init; }
    /// <summary>The lines rejected as a CSV file that Excel opens: their own columns, then ligne, colonne, code and message. Null where there are none.</summary>
    [Text(200_000_000, Lines = true)] public string? RejectedCsv { get; init; }
    /// <summary>Every line with what becomes of it: for the pages, no part of the answer.</summary>
    internal IReadOnlyList<ImportLine> Told { get; init; } = [];
}

/// <summary>What becomes of a line.</summary>
internal sealed class ImportOutcomes : ICodes
{
    public static IReadOnlyList<string> All { get; } = ["created", "updated", "unchanged", "rejected", "skipped", "merged"];
}

/// <summary>A line that cannot be imported, and why. Lines count from 1 as an editor shows them, the header included.</summary>
internal sealed record ImportError(int Line, [property: Text(100)] string? Column, [property: Text(100)] string Code, [property: Text(1000)] string Message);
