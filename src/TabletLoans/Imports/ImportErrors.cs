using TabletLoans.Api;

namespace TabletLoans.Imports;

internal static class ImportErrors
{
    public static readonly Error LinesRefused = new("import_refused", 422,
        ("Des lignes ne peuvent être importées", "Some lines cannot be imported"),
        ("{rejected} ligne(s) sur {lines} refusée(s) : rien n'a été importé. Corrigez-les, ou demandez partial=true pour importer les autres.",
         "{rejected} line(s) of {lines} refused: nothing was imported. Mend them, or ask for partial=true to import the others."));
    public static readonly Error Overtaken = new("import_overtaken", 503,
        ("Import devancé", "Import overtaken"), ("D'autres écritures ont touché les mêmes lignes pendant l'import : rien n'a été importé, recommencez.", "Other writes touched the same lines during the import: nothing was imported, start again."));

    // The file as a whole.
    public static readonly Error FileEmpty = new(CsvProblem.FileEmpty, 422, ("Fichier vide", "Empty file"), ("Le fichier ne contient rien.", "There is nothing in the file."));
    public static readonly Error FileIsWorkbook = new(CsvProblem.FileIsWorkbook, 422, ("Classeur au lieu d'un CSV", "A workbook, not a CSV"),
        ("C'est un classeur (.xlsx, .xls, .ods) : enregistrez la feuille au format CSV.", "This is a workbook (.xlsx, .xls, .ods): save the sheet as CSV."));
    public static readonly Error FileHasNul = new(CsvProblem.FileHasNul, 422, ("Fichier binaire", "Binary file"), ("Le fichier contient un octet nul : ce n'est pas du texte.", "The file has a NUL byte: it is not text."));
    public static readonly Error FileEncodingInvalid = new(CsvProblem.FileEncodingInvalid, 422, ("Encodage invalide", "Invalid encoding"), ("Le fichier s'annonce en {encoding} et ne l'est pas.", "The file says that it is {encoding} and is not."));
    public static readonly Error QuoteNotClosed = new(CsvProblem.QuoteNotClosed, 422, ("Guillemet non fermé", "Quote not closed"), ("Un guillemet ouvert sur cette ligne n'est jamais refermé.", "A quote opened on this line is never closed."));
    public static readonly Error HeaderMissing = new(CsvProblem.HeaderMissing, 422, ("En-tête absent", "No header"), ("Aucune colonne attendue : le fichier n'a pas d'en-tête, ou il est d'une autre sorte.", "No expected column: the file has no header, or is of another kind."));
    public static readonly Error HeaderTwice = new(CsvProblem.HeaderTwice, 422, ("Colonne en double", "Column there twice"), ("Deux colonnes portent ce nom.", "Two columns have this name."));
    public static readonly Error ColumnMissing = new(CsvProblem.ColumnMissing, 422, ("Colonne manquante", "Missing column"), ("Il manque une colonne ; noms reconnus : {names}.", "A column is missing; names recognised: {names}."));
    public static readonly Error TooManyLines = new("too_many_lines", 422, ("Trop de lignes", "Too many lines"), ("Au plus {max} lignes : découpez le fichier.", "At most {max} lines: split the file."));
    public static readonly Error TooManyColumns = new("too_many_columns", 422, ("Trop de colonnes", "Too many columns"), ("Au plus {max} colonnes.", "At most {max} columns."));

    // One line.
    public static readonly Error RowTooLong = new(CsvProblem.RowTooLong, 422, ("Ligne trop longue", "Line too long"), ("{cells} cellules pour {columns} colonnes : un séparateur sans guillemets, sans doute.", "{cells} cells for {columns} columns: probably an unquoted separator."));
    public static readonly Error TextAfterQuote = new(CsvProblem.TextAfterQuote, 422, ("Texte après un guillemet", "Text after a quote"), ("La cellule continue après son guillemet fermant : doublez les guillemets intérieurs.", "The cell goes on after its closing quote: double the quotes inside."));
    public static readonly Error HeaderRepeated = new(CsvProblem.HeaderRepeated, 422, ("En-tête répété", "Header repeated"), ("L'en-tête est répété ici : deux exports ont été collés.", "The header is repeated here: two exports were pasted together."));
    public static readonly Error Mangled = new("mangled_by_spreadsheet", 422, ("Valeur abîmée par le tableur", "Value damaged by the spreadsheet"), ("Le tableur a pris ce texte pour un nombre ou une formule : la valeur d'origine est perdue. Mettez la colonne au format texte.", "The spreadsheet took this text for a number or a formula: the original value is lost. Format the column as text."));
    public static readonly Error TwiceInFile = new("duplicate_in_file", 422, ("Deux fois dans le fichier", "Twice in the file"), ("Déjà donné à la ligne {line}.", "Already given on line {line}."));

    /// <summary>The catalogue's words for a problem of the file.</summary>
    public static FieldError Of(CsvProblem problem)
    {
        var arguments = problem.Arguments;
        var reason = problem.Code switch
        {
            CsvProblem.FileEmpty => ImportErrors.FileEmpty.With(),
            CsvProblem.FileIsWorkbook => ImportErrors.FileIsWorkbook.With(),
            CsvProblem.FileHasNul => ImportErrors.FileHasNul.With(),
            CsvProblem.FileEncodingInvalid => ImportErrors.FileEncodingInvalid.With(("encoding", arguments[0])),
            CsvProblem.QuoteNotClosed => ImportErrors.QuoteNotClosed.With(),
            CsvProblem.HeaderMissing => ImportErrors.HeaderMissing.With(),
            CsvProblem.HeaderTwice => ImportErrors.HeaderTwice.With(),
            CsvProblem.ColumnMissing => ImportErrors.ColumnMissing.With(("names", arguments)),
            CsvProblem.RowTooLong => ImportErrors.RowTooLong.With(("cells", arguments[0]), ("columns", arguments[1])),
            CsvProblem.TextAfterQuote => ImportErrors.TextAfterQuote.With(),
            CsvProblem.HeaderRepeated => ImportErrors.HeaderRepeated.With(),
            _ => throw new InvalidOperationException($"no error tells of {problem.Code}"),
        };
        return new FieldError(Pointer(problem.Line, problem.Column), reason.Error, reason.Facts) { Line = problem.Line, Column = Shorten(problem.Column) };
    }

    /// <summary>Where in a file: /lines/12/N° de série. The whole file where no line is to blame.</summary>
    public static string Pointer(int? line, string? column) =>
        line is null ? "" : column is null ? $"/lines/{line}" : $"/lines/{line}/{Shorten(column)!.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";

    /// <summary>A header may be as long as the file.</summary>
    public static string? Shorten(string? header) => header is { Length: > 100 } ? header[..99] + "…" : header;
}
