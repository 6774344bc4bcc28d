using System.Text.Json;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Calls;
using TabletLoans.Programmes;
using TabletLoans.Storage;
using TabletLoans.Trainings;

namespace TabletLoans.Web.Pages;

/// <summary>Programmes and their money: envelopes by wave and funder, the funding lines that draw on them.</summary>
internal static class ProgrammePages
{
    // Of each sort, on the file of a programme; beyond, its list.
    private const int Most = 100;

    private static readonly Text Name = ("Programmes", "Programmes");

    public static void Map(IEndpointRouteBuilder organisation)
    {
        organisation.Shows("programmes", Permission.ReadProgrammes, (Query<ListProgrammes.Filter> query, Db db, CancellationToken stop) => query.Show<ProgrammesPage, Programme>(filter => ListProgrammes.Run(db, filter, stop)));
        organisation.Shows("programmes/{id:guid}", Permission.ReadProgrammes, Read);
        organisation.Shows("funding-lines/{id:guid}", Permission.ReadFunding, ReadLine);
        organisation.Acts<WrittenProgramme>("programmes/add", Permission.ManageProgrammes,
            turn => Task.FromResult<Asked?>(new Asked(("Créer un programme", "Create a programme"), WrittenProgramme.Form(turn.Visit), "programmes", Name) { Values = Fields.Of(("code", turn.Given("code"))) }),
            async (turn, written) => (await CreateProgramme.Run(turn.Db, written.ToRequest(), turn.Stop)).AsTyped(Levels).Then(Told("Le programme est créé. Ouvrez maintenant l'enveloppe de chaque financeur.", "The programme is created. Now open the envelope of each funder.")));
        organisation.Acts<WrittenProgramme>("programmes/{id:guid}/change", Permission.ManageProgrammes, AskChange, Change);
        organisation.Acts<OpenEnvelope.Request>("envelopes/add", Permission.ManageProgrammes, AskEnvelope,
            async (turn, request) => (await OpenEnvelope.Run(turn.Db, request, turn.Stop)).Then(envelope => new Done($"programmes/{envelope.ProgrammeId:D}", ("L'enveloppe est ouverte.", "The envelope is open."))));
        organisation.Acts<Nothing>("envelopes/{id:guid}/close", Permission.ManageProgrammes, AskClose,
            async (turn, _) => (await CloseEnvelope.Run(turn.Db, turn.Id, turn.IfMatch, turn.Stop)).Then(envelope => new Done($"programmes/{envelope.ProgrammeId:D}", ("L'enveloppe est close.", "The envelope is closed."))));
        organisation.Acts<CommitFunding.Request>("funding-lines/add", Permission.ManageProgrammes, AskCommit,
            async (turn, request) => (await CommitFunding.Run(turn.Db, request, turn.Stop)).Then(line => new Done($"programmes/{line.ProgrammeId:D}", ($"La ligne {line.Code} est engagée : des commandes peuvent s'y imputer.", $"The line {line.Code} is committed: orders may be placed on it."))));
        organisation.Acts<CancelFunding.Request>("funding-lines/{id:guid}/cancel", Permission.ManageProgrammes, AskCancel,
            async (turn, request) => (await CancelFunding.Run(turn.Db, turn.Id, request, turn.IfMatch, turn.Stop)).Then(line => new Done($"programmes/{line.ProgrammeId:D}", ("La ligne est annulée : son argent revient aux enveloppes.", "The line is cancelled: its money is the envelopes' again."))));
    }

    private static readonly (string, string)[] Levels = [("/rules", ""), ("/territory", "")];

    private static Func<Programme, Done> Told(string fr, string en) => programme => new Done($"programmes/{programme.Id:D}", (fr, en));

    internal sealed record FileOfProgramme(Programme Programme, IReadOnlyList<Call> Calls, IReadOnlyList<TrainingSession> Trainings) : IHasTrainings
    {
        public IReadOnlyList<Envelope> Envelopes { get; init; } = [];
        public IReadOnlyList<FundingLine> Lines { get; init; } = [];
        public IReadOnlyList<Told> Events { get; init; } = [];
    }

    private static async Task<IResult> Read(Guid id, Visit visit, Db db, Caller caller, CancellationToken stop)
    {
        if ((await ReadProgramme.Run(db, id, stop)).Value is not { } programme) return Show.NotFound();
        var file = new FileOfProgramme(programme, (await ListCalls.Run(db, new ListCalls.Filter { ProgrammeId = id, Limit = Most }, stop)).Value!.Items,
            (await ListTrainings.Run(db, new ListTrainings.Filter { ProgrammeId = id, Limit = Most }, stop)).Value!.Items);
        if (!caller.May(Permission.ReadFunding)) return Show.Page<ProgrammePage>(file);
        var events = await Timeline.Of(db, "e.subject_id", id, new PageRequest { Limit = 200 }, stop);
        return Show.Page<ProgrammePage>(file with
        {
            Envelopes = (await ListEnvelopes.Run(db, new ListEnvelopes.Filter { ProgrammeId = id, Limit = Most }, stop)).Value!.Items,
            Lines = (await ListFundingLines.Run(db, new ListFundingLines.Filter { ProgrammeId = id, Limit = 500 }, stop)).Value!.Items,
            Events = await Web.Told.Of(db, events.Value!.Items, visit.Culture, stop),
        });
    }

    internal sealed record FileOfLine(FundingLine Line, Programme Programme, IReadOnlyList<Envelope> Envelopes);

    private static async Task<IResult> ReadLine(Guid id, Db db, CancellationToken stop)
    {
        if ((await ReadFundingLine.Run(db, id, stop)).Value is not { } line) return Show.NotFound();
        var programme = (await ReadProgramme.Run(db, line.ProgrammeId, stop)).Value!;
        return Show.Page<FundingLinePage>(new FileOfLine(line, programme, (await ListEnvelopes.Run(db, new ListEnvelopes.Filter { ProgrammeId = programme.Id, Limit = Most }, stop)).Value!.Items));
    }

    private static async Task<Asked?> AskChange(Turn turn) => (await ReadProgramme.Run(turn.Db, turn.Id, turn.Stop)).Value is { } programme
        ? new Asked(("Modifier le programme", "Change the programme"), WrittenProgramme.Form(turn.Visit), $"programmes/{programme.Id:D}", (programme.Code, programme.Code))
        {
            Values = Fields.Standing(WrittenProgramme.Of(programme)), Version = programme.Version,
            Lead = ("Des règles modifiées ont un nouveau numéro de version ; les anciennes restent lisibles.", "Rules that change get a new version; the old ones stay readable."),
        }
        : null;

    private static async Task<Outcome<Done>> Change(Turn turn, WrittenProgramme written)
    {
        if ((await ReadProgramme.Run(turn.Db, turn.Id, turn.Stop)).Value is not { } programme) return Errors.NotFound.Refuse();
        var patch = JsonSerializer.SerializeToElement(written.ToRequest(programme), Json.Options);
        return (await ChangeProgramme.Run(turn.Db, turn.Id, turn.IfMatch, patch, turn.Stop)).AsTyped(Levels).Then(Told("Le programme est modifié.", "The programme is changed."));
    }

    /// <summary>The programme that a link gave; without one, it is chosen.</summary>
    internal static async Task<(FormFields Form, Programme? Programme)> OfProgramme(Turn turn, FormFields form)
    {
        if (turn.GivenId("programmeId") is { } id && (await ReadProgramme.Run(turn.Db, id, turn.Stop)).Value is { } programme) return (form.Fixed("programmeId", id.ToString("D")), programme);
        return (form.Choose("programmeId", await Options(turn.Db, turn.Stop)), null);
    }

    internal static async Task<IReadOnlyList<Option>> Options(Db db, CancellationToken stop) =>
        [.. (await ListProgrammes.Run(db, new ListProgrammes.Filter { Limit = Most }, stop)).Value!.Items.Select(one => new Option(one.Id.ToString("D"), $"{one.Code} – {one.Name}"))];

    private static async Task<Asked?> AskEnvelope(Turn turn)
    {
        var (form, programme) = await OfProgramme(turn, FormFields.Of<OpenEnvelope.Request>());
        var title = (Text)("Ouvrir une enveloppe", "Open an envelope");
        if (programme is null) return new Asked(title, form, "programmes", Name);
        return new Asked(title, form.Choose("funder", [.. programme.Rules.Funders.Select(funder => new Option(funder.Code, funder.Name))]), $"programmes/{programme.Id:D}", (programme.Code, programme.Code))
        {
            Facts = [(("Programme", "Programme"), programme.Name), (("Encore à répartir", "Still to allot"), turn.In(Euros.Of(programme.EnvelopeCents - programme.AllottedCents)))],
            Values = Fields.Of(("funder", turn.Given("funder")), ("wave", turn.Given("wave"))),
        };
    }

    private static async Task<Asked?> AskClose(Turn turn)
    {
        if ((await ReadEnvelope.Run(turn.Db, turn.Id, turn.Stop)).Value is not { } envelope) return null;
        var programme = (await ReadProgramme.Run(turn.Db, envelope.ProgrammeId, turn.Stop)).Value!;
        return new Asked(("Clore l'enveloppe", "Close the envelope"), FormFields.None, $"programmes/{programme.Id:D}", (programme.Code, programme.Code))
        {
            IsGrave = true, Version = envelope.Version, Lead = ("Plus rien ne s'y engagera ; ce qui reste revient au programme, pour une autre vague.", "Nothing more will be committed on it; what is left is the programme's again, for another wave."),
            Facts = [(("Financeur", "Funder"), programme.Rules.FunderName(envelope.Funder)), (("Vague", "Wave"), $"{envelope.Wave}"), (("Reste", "Left"), turn.In(Euros.Of(envelope.RemainingCents)))],
        };
    }

    private static async Task<Asked?> AskCommit(Turn turn)
    {
        var (form, programme) = await OfProgramme(turn, FormFields.Of<CommitFunding.Request>());
        var title = (Text)("Engager une ligne de financement", "Commit a funding line");
        var lead = (Text)("Pour un achat décidé sans appel, comme dans un plan. Un dossier retenu a sa ligne de lui-même.", "For a purchase decided without a call, as in a plan. An award gets its line by itself.");
        var open = (await ListEnvelopes.Run(turn.Db, new ListEnvelopes.Filter { ProgrammeId = programme?.Id, Limit = Most }, turn.Stop)).Value!.Items.Where(envelope => envelope.ClosedOn is null);
        form = form.ChooseIn("shares", "envelopeId", [.. open.Select(envelope => new Option(envelope.Id.ToString("D"), turn.In(($"{programme?.Rules.FunderName(envelope.Funder) ?? envelope.Funder}, vague {envelope.Wave} (reste {Euros.Of(envelope.RemainingCents).Fr})", $"{programme?.Rules.FunderName(envelope.Funder) ?? envelope.Funder}, wave {envelope.Wave} ({Euros.Of(envelope.RemainingCents).En} left)"))))]);
        if (programme is null) return new Asked(title, form, "programmes", Name) { Lead = lead };
        if (programme.Rules.Strands is { Count: > 0 } strands) form = form.Choose("strand", [.. strands.Select(strand => new Option(strand.Code, strand.Name))]);
        return new Asked(title, programme.Rules.Strands is { Count: > 0 } ? form : form.Without("strand"), $"programmes/{programme.Id:D}", (programme.Code, programme.Code)) { Lead = lead, Facts = [(("Programme", "Programme"), programme.Name)] };
    }

    private static async Task<Asked?> AskCancel(Turn turn) => (await ReadFundingLine.Run(turn.Db, turn.Id, turn.Stop)).Value is { } line
        ? new Asked(("Annuler la ligne", "Cancel the line"), FormFields.Of<CancelFunding.Request>(), $"funding-lines/{line.Id:D}", (line.Code, line.Code))
        {
            IsGrave = true, Version = line.Version, Facts = [(("Ligne", "Line"), line.Name), (("Montant", "Amount"), turn.In(Euros.Of(line.AmountCents)))],
        }
        : null;
}
