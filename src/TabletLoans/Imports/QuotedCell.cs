namespace TabletLoans.Imports;

/// <summary>Tells quoting that loses data from quoting that is merely untidy, such as the inch in <c>10" tablet</c>.</summary>
internal static class QuotedCell
{
    /// <summary>The problem code of a cell as it stands in the file, null when its value is certain.</summary>
    public static string? Fault(ReadOnlySpan<byte> raw)
    {
        var rest = raw.Trim(" \t"u8);
        if (rest.IsEmpty || rest[0] != '"') return null;
        rest = rest[1..];
        while (rest.IndexOf((byte)'"') is >= 0 and var quote)
        {
            rest = rest[(quote + 1)..];
            if (rest.IsEmpty) return null;
            if (rest[0] != '"') return CsvProblem.TextAfterQuote;
            rest = rest[1..];
        }
        return CsvProblem.QuoteNotClosed;
    }
}
