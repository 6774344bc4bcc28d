namespace TabletLoans.Imports;

/// <summary>Which of <c>; , tab</c> separates the cells of a file.</summary>
internal static class CsvDelimiter
{
    /// <summary>The one that occurs most in the header outside quotes; <c>;</c>, the French habit, when none does.</summary>
    public static char Detect(ReadOnlySpan<byte> utf8)
    {
        int semicolons = 0, commas = 0, tabs = 0;
        var quoted = false;
        var previous = ';';
        foreach (var character in utf8.TrimStart("\r\n"u8))
        {
            // A quote opens a cell, closes it, or re-opens it when doubled; anywhere else, as in 10", it is text.
            if (character == '"' && (quoted || previous is ';' or ',' or '\t' or '"'))
            {
                quoted = !quoted;
            }
            else if (!quoted)
            {
                if (character is (byte)'\r' or (byte)'\n') break;
                if (character == ';') semicolons++;
                if (character == ',') commas++;
                if (character == '\t') tabs++;
            }
            previous = (char)character;
        }
        if (tabs > semicolons && tabs > commas) return '\t';
        return commas > semicolons ? ',' : ';';
    }
}
