using System.Globalization;
using System.Text.RegularExpressions;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Programmes;
using TabletLoans.Storage;

namespace TabletLoans.Reports;

/// <summary>A press release (communiqué de presse) written from the figures of a programme.</summary>
internal sealed record PressRelease
{
    public required Guid ProgrammeId { get; init; }
    [Text(200)] public required string ProgrammeName { get; init; }
    /// <summary>The day that its figures are of.</summary>
    public required DateOnly AsOf { get; init; }
    /// <summary>In French, with its typography; paragraphs are separated by blank lines.</summary>
    [Text(20_000, Lines = true)] public required string Text { get; init; }
    /// <summary>The names that a template may put in braces, with what each gives now.</summary>
    [Items(500)] public required IReadOnlyList<PressFigure> Figures { get; init; }
    /// <summary>Names in braces that no figure has: they stay as they are, for the eye to see.</summary>
    [Items(100)] public required IReadOnlyList<string> Unknown { get; init; }
}

/// <summary>A name for a template: credits, credits:colleges.</summary>
internal sealed record PressFigure([property: Text(300)] string Name, [property: Text(100)] string Display, [property: Text(600)] string Definition);

/// <summary>Writes the press release of a programme by its template, from the figures of its recap as they may be published.</summary>
internal static partial class ReadPressRelease
{
    public static void Map(RouteGroupBuilder programmes) => programmes.MapGet("{id:guid}/press-release", Handle).Does(nameof(ReadPressRelease), Permission.ReadFunding);

    private static readonly CultureInfo French = CultureInfo.GetCultureInfo("fr-FR");

    /// <summary>The template of a programme that has none of its own; a line that begins with "- " is told for each strand.</summary>
    public const string DefaultTemplate = """
        Communiqué de presse

        Le {date}

        {programme}

        {legal_basis}

        Le programme en quelques chiffres :

        {credits} de crédits mobilisés pour l'acquisition de {devices} équipements dans {schools} établissements, dont :

        - {credits:*} pour {devices:*} équipements dans {schools:*} {name:*}

        Cette distribution s'accompagne de {training_sessions:teachers} séance(s) de formation pour les enseignants ({training_headcount:teachers} participations) et de {training_sessions:parents} pour les parents ({training_headcount:parents} participations).

        Données au {date}. Source : {source}.
        """;

    /// <summary>Reads the press release of a programme, in French.</summary>
    internal static async Task<Returns<PressRelease>> Handle(Guid id, Db db, Caller caller, CancellationToken stop) => await Run(db, caller, id, stop);

    public static async Task<Outcome<PressRelease>> Run(Db db, Caller caller, Guid id, CancellationToken stop)
    {
        if (await db.One<ProgrammeRow>(ProgrammeRow.ByIdSql, new { id }, stop) is not { } programme) return Errors.NotFound.Refuse();
        var recap = await ReadProgrammeRecap.Run(db, caller with { Culture = French }, new ReadProgrammeRecap.Filter { ProgrammeId = id, Public = true }, stop);
        if (recap.Refusal is { } refusal) return refusal;
        var figures = recap.Value!.Items;
        var known = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["programme"] = programme.Name, ["legal_basis"] = programme.LegalBasis ?? "", ["date"] = db.Today.ToString("d MMMM yyyy", French), ["source"] = figures.Count == 0 ? "" : figures[0].Source,
        };
        foreach (var figure in figures) known[Name(figure)] = Published(figure);
        foreach (var strand in programme.ReadRules().Strands ?? []) known[$"name:{strand.Code}"] = strand.Name;
        var (text, unknown) = Fill(programme.PressTemplate ?? DefaultTemplate, known, [.. (programme.ReadRules().Strands ?? []).Select(strand => strand.Code).Where(code => known.ContainsKey($"credits:{code}"))]);
        return new PressRelease
        {
            ProgrammeId = id, ProgrammeName = programme.Name, AsOf = db.Today, Text = text, Unknown = unknown,
            Figures = [.. figures.Select(figure => new PressFigure(Name(figure), Published(figure), figure.Definition))],
        };
    }

    /// <summary>The template with its figures; a line that names one of each strand ({credits:*}) is told once for each that has money.</summary>
    public static (string Text, IReadOnlyList<string> Unknown) Fill(string template, IReadOnlyDictionary<string, string> known, IReadOnlyList<string> strands)
    {
        var unknown = new List<string>();
        var lines = template.ReplaceLineEndings("\n").Split('\n').SelectMany(line => line.Contains(":*}", StringComparison.Ordinal)
            ? strands.Select(strand => line.Replace(":*}", $":{strand}}}", StringComparison.Ordinal))
            : [line]);
        var filled = lines.Select(line => InBraces().Replace(line, match =>
        {
            if (known.TryGetValue(match.Groups["name"].Value, out var value)) return value;
            if (!unknown.Contains(match.Value)) unknown.Add(match.Value);
            return match.Value;
        })).ToList();
        // French typography: an unbreakable space before double punctuation and within quotation marks.
        return (string.Join('\n', filled.Select(line => BeforePunctuation().Replace(line, "\u00A0${mark}").Replace("« ", "«\u00A0", StringComparison.Ordinal))), unknown);
    }

    private static string Name(Figure figure) => figure.Group is null ? figure.Code : $"{figure.Code}:{figure.Group}";

    // A press release says 424 700 €, not 424 700,00 €; cents are told where there are any.
    private static string Published(Figure figure) => figure is { Unit: FigureUnits.Euros, Value: { } value } && value == decimal.Truncate(value) ? $"{value.ToString("N0", French)}\u00A0€" : figure.Display;

    [GeneratedRegex(@"\{(?<name>[^{}\s]+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InBraces();

    [GeneratedRegex(@" (?<mark>[:;!?»])", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BeforePunctuation();
}
