namespace TabletLoans.Imports;

/// <summary>What is wrong with a file or one of its rows, as a code to translate; lines count from 1 as an editor shows them.</summary>
internal sealed record CsvProblem(string Code, int? Line = null, string? Column = null, params string[] Arguments)
{
    public const string FileEmpty = "file_empty";

    /// <summary>An .xlsx or .ods: people send the workbook in place of its export.</summary>
    public const string FileIsWorkbook = "file_is_workbook";

    /// <summary>Neither PostgreSQL nor a person can do anything with a NUL; most often the file is not text at all.</summary>
    public const string FileHasNul = "file_has_nul";

    /// <summary>The byte order mark announces UTF-8 or UTF-16 (the argument), and what follows is not.</summary>
    public const string FileEncodingInvalid = "file_encoding_invalid";

    /// <summary>The quoted cell that starts on this line swallows the rest of the file.</summary>
    public const string QuoteNotClosed = "quote_not_closed";

    /// <summary>No header is one that is expected: the file has none, or is of another kind.</summary>
    public const string HeaderMissing = "header_missing";

    /// <summary>Two columns bear this name, so that which one is meant cannot be told.</summary>
    public const string HeaderTwice = "header_twice";

    /// <summary>A required column is not there; the arguments are the names it may bear.</summary>
    public const string ColumnMissing = "column_missing";

    /// <summary>More cells (first argument) than the header has (second): most often an unquoted separator.</summary>
    public const string RowTooLong = "row_too_long";

    /// <summary>A quoted cell goes on after its closing quote: most often an inner quote that was not doubled.</summary>
    public const string TextAfterQuote = "text_after_quote";

    /// <summary>The header again among the rows: two exports were pasted together.</summary>
    public const string HeaderRepeated = "header_repeated";
}
