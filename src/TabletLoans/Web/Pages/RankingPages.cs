using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Calls;
using TabletLoans.Programmes;
using TabletLoans.Storage;

namespace TabletLoans.Web.Pages;

/// <summary>The commission's view of a call: its ranking, line by line with why, what if, and its minutes.</summary>
internal static class RankingPages
{
    public static void Map(IEndpointRouteBuilder organisation)
    {
        organisation.Shows("calls/{id:guid}/ranking", Permission.ReadFunding, (Guid id, HttpRequest request, Db db, Caller caller, CancellationToken stop) => Read(id, request, db, caller, null, stop));
        organisation.Takes("calls/{id:guid}/ranking", Permission.DecideApplications, Rank);
        organisation.Shows("calls/{id:guid}/minutes", Permission.ReadFunding, Minutes);
    }

    internal sealed record PageOfRanking(Call Call, Programme Programme, CallRanking Ranking);

    private static async Task<IResult> Read(Guid id, HttpRequest request, Db db, Caller caller, (Refusal Refusal, Visit Visit)? refused, CancellationToken stop)
    {
        if ((await ReadCall.Run(db, id, stop)).Value is not { } call) return Show.NotFound();
        var (filter, invalid) = Typed.Read<ReadRanking.Filter>(request.Query);
        if (invalid is not null) return Show.Refused(invalid);
        var ranking = await ReadRanking.Run(db, caller, id, filter, stop);
        if (ranking.Refusal is { } refusal) return Show.Refused(refusal);
        var page = new PageOfRanking(call, (await ReadProgramme.Run(db, call.ProgrammeId, stop)).Value!, ranking.Value!);
        return refused is { } why ? Show.Page<RankingPage>(page, why.Refusal.Error.Status, Notice.Of(why.Refusal, why.Visit.Culture)) : Show.Page<RankingPage>(page);
    }

    private static async Task<IResult> Rank(Guid id, HttpRequest request, Visit visit, Db db, Caller caller, CancellationToken stop)
    {
        var ranked = await RankCall.Run(db, caller, id, stop);
        if (ranked.Refusal is { } refusal) return refusal.Error == Errors.NotFound ? Show.NotFound() : await Read(id, request, db, caller, (refusal, visit), stop);
        var count = ranked.Value!.Lines.Count;
        return Show.Done(visit.To($"calls/{id:D}/ranking"), Notice.Done(((Text)("Les dossiers sont classés.", "The applications are ranked.")).In(visit.Culture), ((Text)($"Dossiers classés : {count}.", $"Applications ranked: {count}.")).In(visit.Culture)));
    }

    private static async Task<IResult> Minutes(Guid id, Db db, CancellationToken stop) => Show.Page<MinutesPage, Minutes>(await ReadMinutes.Run(db, id, stop));
}
