using System.Text.Json;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Calls;
using TabletLoans.Programmes;
using TabletLoans.Storage;

namespace TabletLoans.Web.Pages;

/// <summary>Calls: announced with their rules, open for their days.</summary>
internal static class CallPages
{
    private static readonly Text Name = ("Appels", "Calls");

    private static readonly string[] First = ["programmeId", "code", "name", "kind", "wave", "opensOn", "closesOn", "filings"];

    private static readonly string[] Rules = ["prerequisites", "sets", "rates", "oddCentTo", "priorityCeilingCents", "standardCeilingCents", "priorityWhen", "criteria", "equipmentRateDefinition", "schoolKinds", "sectors", "trainingsPerAward", "completionDays"];

    public static void Map(IEndpointRouteBuilder organisation)
    {
        organisation.Shows("calls", Permission.ReadProgrammes, (Query<ListCalls.Filter> query, Db db, CancellationToken stop) => query.Show<CallsPage, Call>(filter => ListCalls.Run(db, filter, stop)));
        organisation.Shows("calls/{id:guid}", Permission.ReadProgrammes, Read);
        organisation.Acts<WrittenCall>("calls/add", Permission.ManageProgrammes, AskAnnounce, Announce);
        organisation.Acts<Days>("calls/{id:guid}/change", Permission.ManageProgrammes, AskChange,
            async (turn, days) => (await ChangeCall.Run(turn.Db, turn.Id, turn.IfMatch, FormFields.Of<Days>().PatchOf(days), turn.Stop)).Then(call => new Done($"calls/{call.Id:D}", ("L'appel est modifié.", "The call is changed."))));
        organisation.Acts<WrittenRules>("calls/{id:guid}/rules", Permission.ManageProgrammes, AskRules, ChangeRules);
    }

    /// <summary>What of a call may change at any time.</summary>
    internal sealed record Days
    {
        [Text(200)] public required string Name { get; init; }
        public required DateOnly? OpensOn { get; init; }
        public required DateOnly? ClosesOn { get; init; }
        [OneOf<Filings>] public required string Filings { get; init; }
    }

    internal sealed record FileOfCall(Call Call, Programme Programme, IReadOnlyList<StateOfCall> States, IReadOnlyList<Told> Events)
    {
        public long Count(Func<StateOfCall, bool> which) => States.Where(which).Sum(state => state.Applications);
    }

    private static async Task<IResult> Read(Guid id, Visit visit, Db db, Caller caller, CancellationToken stop)
    {
        if ((await ReadCall.Run(db, id, stop)).Value is not { } call) return Show.NotFound();
        var programme = (await ReadProgramme.Run(db, call.ProgrammeId, stop)).Value!;
        var events = caller.May(Permission.ReadFunding) ? (await Timeline.Of(db, "e.subject_id", id, new PageRequest { Limit = 200 }, stop)).Value!.Items : [];
        return Show.Page<CallPage>(new FileOfCall(call, programme, await db.List<StateOfCall>(StateOfCall.OfCallSql, new { id }, stop), await Told.Of(db, events, visit.Culture, stop)));
    }

    private static async Task<Asked?> AskAnnounce(Turn turn)
    {
        var (form, programme) = await ProgrammePages.OfProgramme(turn, WrittenRules.Fitted(FormFields.Of<WrittenCall>(), turn.Visit, null).Only([.. First, .. Rules]).WithEmptyRows("sets", 6).WithEmptyRows("prerequisites", 2));
        return new Asked(("Annoncer un appel", "Announce a call"), WrittenRules.Fitted(form, turn.Visit, programme?.Rules)
            .Named("code", ("Code", "Code"), ("Court et unique, comme AMI-2025 : les numéros des dossiers commencent par lui.", "Short and unique, such as AMI-2025: the numbers of its applications begin with it."))
            .Named("wave", ("Vague", "Wave"), ("Les enveloppes de cette vague paieront. 1 si vous laissez vide.", "The envelopes of this wave will pay. 1 if left empty.")),
            programme is null ? "calls" : $"programmes/{programme.Id:D}", programme is null ? Name : (programme.Code, programme.Code))
        {
            Facts = [(("Programme", "Programme"), programme?.Name)],
            Lead = ("Ce que l'appel publie : ses dates, puis ses règles. Les règles se figent au premier dossier déposé.", "What the call publishes: its days, then its rules. The rules stand once an application is filed."),
        };
    }

    private static async Task<Outcome<Done>> Announce(Turn turn, WrittenCall written) => written.Refuse() is { } refusal ? refusal
        : (await AnnounceCall.Run(turn.Db, written.ToRequest(), turn.Stop)).AsTyped(WrittenRules.Levels).Then(call => new Done($"calls/{call.Id:D}", ("L'appel est annoncé. Relisez ses règles : elles se figent au premier dossier déposé.", "The call is announced. Read its rules again: they stand once an application is filed.")));

    private static async Task<Asked?> AskChange(Turn turn) => (await ReadCall.Run(turn.Db, turn.Id, turn.Stop)).Value is { } call
        ? new Asked(("Modifier l'appel", "Change the call"), FormFields.Of<Days>(), $"calls/{call.Id:D}", (call.Name, call.Name)) { Values = Fields.Standing(call), Version = call.Version }
        : null;

    private static async Task<Asked?> AskRules(Turn turn)
    {
        if ((await ReadCall.Run(turn.Db, turn.Id, turn.Stop)).Value is not { } call) return null;
        var programme = (await ReadProgramme.Run(turn.Db, call.ProgrammeId, turn.Stop)).Value!;
        return new Asked(("Modifier les règles", "Change the rules"), WrittenRules.Fitted(FormFields.Of<WrittenRules>(), turn.Visit, programme.Rules).WithEmptyRows("sets", 2).WithEmptyRows("prerequisites", 1).WithEmptyRows("rates", 2), $"calls/{call.Id:D}", (call.Name, call.Name))
        {
            Values = Fields.Standing(WrittenRules.Of(call.Rules)), Version = call.Version,
            Lead = ("Possible tant qu'aucun dossier n'est déposé : chacun est jugé selon les règles qu'il a lues.", "Possible while no application is filed: each is judged by the rules it read."),
        };
    }

    private static async Task<Outcome<Done>> ChangeRules(Turn turn, WrittenRules written)
    {
        if (written.Refuse() is { } refusal) return refusal;
        var patch = JsonSerializer.SerializeToElement(new { rules = written.ToRules() }, Json.Options);
        return (await ChangeCall.Run(turn.Db, turn.Id, turn.IfMatch, patch, turn.Stop)).AsTyped(WrittenRules.Levels).Then(call => new Done($"calls/{call.Id:D}", ("Les règles sont modifiées.", "The rules are changed.")));
    }
}

/// <summary>How many applications of a call are in a state, of those that the caller may see.</summary>
internal sealed record StateOfCall
{
    public string State { get; init; } = "";
    public long Applications { get; init; }
    public long RequestedCents { get; init; }

    public static readonly string OfCallSql = $"select a.state, count(*) as applications, cast(sum(a.requested_cents) as bigint) as requested_cents from application a where a.organisation_id = @organisationId and a.call_id = @id and {ApplicationRow.Visible} group by a.state";
}
