namespace TabletLoans.Imports;

/// <summary>Where a file keeps the columns of an import.</summary>
internal sealed class CsvBinding
{
    private readonly Dictionary<string, int?> indexes = new(StringComparer.Ordinal);

    public CsvBinding(CsvTable table, IReadOnlyList<CsvColumn> columns)
    {
        var headers = table.Headers;
        var positions = headers.Index().ToLookup(header => CsvColumn.Normalise(header.Item), header => header.Index);
        var problems = new List<CsvProblem>();
        foreach (var column in columns)
        {
            if (table.Mapping is { } mapping)
            {
                indexes[column.Field] = mapping.TryGetValue(column.Field, out var chosen) && chosen >= 0 && chosen < headers.Count ? chosen : null;
                if (indexes[column.Field] is null && column.Required) problems.Add(new CsvProblem(CsvProblem.ColumnMissing, table.HeaderLine, column.Field, column.Aliases));
                continue;
            }
            var found = column.Names.Select(name => positions[name].ToArray()).FirstOrDefault(places => places.Length > 0, []);
            indexes[column.Field] = found.Length > 0 ? found[0] : null;
            if (found.Length > 1) problems.Add(new CsvProblem(CsvProblem.HeaderTwice, table.HeaderLine, headers[found[0]]));
            if (found.Length == 0 && column.Required)
                problems.Add(new CsvProblem(CsvProblem.ColumnMissing, table.HeaderLine, column.Field, column.Aliases));
        }

        if (indexes.Values.All(index => index is null)) problems = [new CsvProblem(CsvProblem.HeaderMissing, table.HeaderLine)];
        Problems = table.Problems.Count > 0 ? table.Problems : problems;
        UnusedHeaders = [.. headers.Where((header, index) => header.Length > 0 && !indexes.ContainsValue(index))];
    }

    /// <summary>The column's index in the file, null when the file does not have it.</summary>
    /// <exception cref="KeyNotFoundException">The import declared no such field.</exception>
    public int? this[string field] => indexes[field];

    public bool Knows(string field) => indexes.ContainsKey(field);

    /// <summary>Why the file cannot be imported: the table's own problems, else a column that is missing or there twice.</summary>
    public IReadOnlyList<CsvProblem> Problems { get; }

    /// <summary>For information: headers that no column knows, and those a preferred alias left without use.</summary>
    public IReadOnlyList<string> UnusedHeaders { get; }
}
