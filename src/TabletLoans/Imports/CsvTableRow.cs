namespace TabletLoans.Imports;

/// <summary>One record of a file. Its line is where it starts, since a quoted cell may hold line breaks.</summary>
internal sealed class CsvTableRow(int line, string[] cells, CsvProblem? problem)
{
    public int Line => line;

    /// <summary>Why the row cannot be read as the header says; its cells are then not to be trusted.</summary>
    public CsvProblem? Problem => problem;

    /// <summary>The cell as it stands; null where the row is shorter than the header.</summary>
    // Padded here and not in memory: a wide header above a million short rows would otherwise cost their product.
    public string? this[int column] => column < cells.Length ? cells[column] : null;

    /// <summary>The cell as <see cref="CsvValues.Text"/>; null where the file has no such column, too.</summary>
    public string? Text(int? column) => column is { } index ? CsvValues.Text(this[index]) : null;
}
