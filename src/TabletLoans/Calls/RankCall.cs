using System.Globalization;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Programmes;
using TabletLoans.Storage;

namespace TabletLoans.Calls;

/// <summary>The ranking of a call as the commission sees it: every application in its place with why, and where the envelope ends.</summary>
internal sealed record CallRanking
{
    public required Guid CallId { get; init; }
    /// <summary>What the envelopes of the call's wave still hold together, or what was tried.</summary>
    [Between(0, 1e15)] public required long EnvelopeCents { get; init; }
    [Between(0, 1e15)] public required long RequestedCents { get; init; }
    /// <summary>What the recommended ones ask for together.</summary>
    [Between(0, 1e15)] public required long RecommendedCents { get; init; }
    /// <summary>The rank after which the envelope ends; null: it is enough for all that it may pay.</summary>
    [Between(0, 100_000)] public int? EnvelopeEndsAfter { get; init; }
    /// <summary>true: an envelope, a ceiling or an order of criteria was tried that is not the call's.</summary>
    public required bool WhatIf { get; init; }
    /// <summary>How equal applications are told apart, in words.</summary>
    [Text(300)] public required string TieBreaks { get; init; }
    [Text(500)] public string? EquipmentRateDefinition { get; init; }
    /// <summary>What the commission should know before it decides: they forbid nothing.</summary>
    [Items(10)] public IReadOnlyList<ProblemReason> Warnings { get; init; } = [];
    [Items(10_000)] public required IReadOnlyList<RankedLine> Lines { get; init; }
}

/// <summary>Reads the ranking as it would be made now; with other figures, what would come of them. It writes nothing.</summary>
internal static class ReadRanking
{
    public static void Map(RouteGroupBuilder calls) => calls.MapGet("{id:guid}/ranking", Handle).Does(nameof(ReadRanking), Permission.ReadFunding);

    internal sealed record Filter
    {
        /// <summary>What if the envelope were so many cents, shared among the funders by their rates.</summary>
        [Between(0, 1e15)] public long? EnvelopeCents { get; init; }
        /// <summary>What if the ceiling of priority were so many cents.</summary>
        [Between(0, 1e13)] public long? PriorityCeilingCents { get; init; }
        /// <summary>What if the other ceiling were so many cents.</summary>
        [Between(0, 1e13)] public long? StandardCeilingCents { get; init; }
        /// <summary>What if the criteria stood in this order: codes, with commas between.</summary>
        [Text(200)] public string? Criteria { get; init; }
    }

    /// <summary>Reads the ranking of a call, line by line; parameters try other figures.</summary>
    internal static async Task<Returns<CallRanking>> Handle(Guid id, [AsParameters] Filter filter, Db db, Caller caller, CancellationToken stop) => await Run(db, caller, id, filter, stop);

    public static async Task<Outcome<CallRanking>> Run(Db db, Caller caller, Guid id, Filter filter, CancellationToken stop)
    {
        if (await db.One<CallRow>(CallRow.ByIdSql, new { id }, stop) is not { } call) return Errors.NotFound.Refuse();
        var rules = call.ReadRules();
        if (filter.Criteria is { } order)
        {
            var codes = order.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (codes.Distinct().Count() != codes.Length || codes.Any(code => rules.Criterion(code) is null))
                return Refusal.Invalid("/criteria", Errors.NotOneOf, ("values", (rules.Criteria ?? []).Select(criterion => criterion.Code).ToList()));
            rules = rules with { Criteria = [.. codes.Select(code => rules.Criterion(code)!)] };
        }
        if (rules.Ceilings is { } ceilings)
            rules = rules with { Ceilings = new Ceilings { PriorityCents = filter.PriorityCeilingCents ?? ceilings.PriorityCents, StandardCents = filter.StandardCeilingCents ?? ceilings.StandardCents } };
        var envelopes = filter.EnvelopeCents is { } tried
            ? Subsidy.Split(tried, [.. rules.Rates.GroupBy(rate => rate.Funder).Select(funder => (funder.Key, (int)(funder.Max(rate => rate.Percent!.Value) * 100)))], rules.FunderOfOddCent).ToDictionary(part => part.Funder, part => part.Cents, StringComparer.Ordinal)
            : Left(await db.List<EnvelopeRow>(EnvelopesSql, new { call.ProgrammeId, call.Wave }, stop));
        var candidates = await db.List<CandidateRow>(CandidatesSql, new { id }, stop);
        var view = View(call, rules, envelopes, candidates, caller.Culture);
        var warning = (await Parity.Of(db, db.Today.Year, stop)).Warn(MorePrivate(view, candidates), db.Today.Year);
        return view with { WhatIf = filter != new Filter(), Warnings = warning is null ? [] : [ProblemReason.From(warning, caller.Culture)] };
    }

    // What the recommended ones of private schools would add to what their pupils got this year.
    private static long MorePrivate(CallRanking ranking, IReadOnlyList<CandidateRow> rows)
    {
        var isPrivate = rows.Where(row => row.PrivateSchools > 0).Select(row => row.Id).ToHashSet();
        return ranking.Lines.Where(line => line.Proposed == ApplicationLifecycle.Recommended.Code && isPrivate.Contains(line.ApplicationId)).Sum(line => line.RequestedCents);
    }

    public static Dictionary<string, long> Left(IEnumerable<EnvelopeRow> envelopes) => envelopes.ToDictionary(envelope => envelope.Funder, envelope => envelope.RemainingCents, StringComparer.Ordinal);

    public static CallRanking View(CallRow call, CallRules rules, IReadOnlyDictionary<string, long> envelopes, IReadOnlyList<CandidateRow> rows, CultureInfo culture)
    {
        var names = rows.ToDictionary(row => row.Id, row => row.ApplicantName);
        var lines = Ranking.Of(rules, rows.Select(row => row.Candidate()), envelopes, text => text.In(culture), call.ReadRules()).Select(line => line with { ApplicantName = names[line.ApplicationId] }).ToList();
        var firstOut = lines.FirstOrDefault(line => line.Proposed == ApplicationLifecycle.Waitlisted.Code && !line.WithinEnvelope);
        return new CallRanking
        {
            CallId = call.Id, EnvelopeCents = envelopes.Values.Sum(), RequestedCents = lines.Sum(line => line.RequestedCents), RecommendedCents = lines.Count == 0 ? 0 : lines[^1].CumulatedCents,
            EnvelopeEndsAfter = firstOut is null ? null : firstOut.Rank - 1, WhatIf = false, EquipmentRateDefinition = rules.EquipmentRateDefinition, Lines = lines,
            TieBreaks = culture.TwoLetterISOLanguageName == "en"
                ? "Criteria in their order, without weights; then the lower social index (IPS), unknown last; then the UAI; then the number."
                : "Critères dans leur ordre, sans pondération ; puis l'IPS le plus bas, inconnu en dernier ; puis l'UAI ; puis le numéro du dossier.",
        };
    }

    internal sealed record CandidateRow
    {
        public Guid Id { get; init; }
        public string Number { get; init; } = "";
        public string ApplicantName { get; init; } = "";
        public string State { get; init; } = "";
        public string Content { get; init; } = "";
        public long RequestedCents { get; init; }
        public bool Arbitrated { get; init; }
        public decimal? SocialIndex { get; init; }
        public int PrioritySchools { get; init; }
        public int Schools { get; init; }
        public int PrivateSchools { get; init; }
        public string? Uai { get; init; }

        public Candidate Candidate() => new(Id, Number, State, KeptRules.Read<ApplicationContent>(Content), RequestedCents, SocialIndex, Schools > 0 && PrioritySchools == Schools, Uai ?? "") { IsArbitrated = Arbitrated };
    }

    // The lowest social index and the first UAI of its schools stand for an application of several.
    public static readonly string CandidatesSql = $"""
        select a.id, a.number, a.applicant_name, a.state, a.content, a.requested_cents, a.arbitrated, min(s.social_index) as social_index, count(s.priority_network) as priority_schools, count(s.id) as schools, count(case when s.sector = 'private' then 1 end) as private_schools, min(s.uai) as uai
        from application a
        left join application_school x on x.application_id = a.id
        left join school s on s.id = x.school_id
        where a.organisation_id = @organisationId and a.call_id = @id and {ApplicationLifecycle.IsRankable}
        group by a.id, a.number, a.applicant_name, a.state, a.content, a.requested_cents, a.arbitrated
        """;

    public const string EnvelopesSql = $"{EnvelopeRow.SelectSql} where e.organisation_id = @organisationId and e.programme_id = @programmeId and e.wave = @wave and e.closed_on is null";
}

/// <summary>Ranks the eligible applications of a call and proposes what becomes of each. What was decided by hand keeps its place; nothing is rejected.</summary>
internal static class RankCall
{
    public static void Map(RouteGroupBuilder calls) => calls.MapPost("{id:guid}/ranking", Handle).Does(nameof(RankCall), Permission.DecideApplications);

    /// <summary>Ranks the applications of a call: each is recommended, to be arbitrated (above its ceiling) or on the waiting list.</summary>
    internal static async Task<Returns<CallRanking>> Handle(Guid id, Db db, Caller caller, CancellationToken stop) => await Run(db, caller, id, stop);

    public static Task<Outcome<CallRanking>> Run(Db db, Caller caller, Guid id, CancellationToken stop) => db.Write<CallRanking>(async tx =>
    {
        // Held: two rankings at once would record every move twice.
        if (await tx.One<Guid?>($"{CallRow.HoldSql}{db.Dialect.ForUpdate}", new { id }) is null) return Errors.NotFound.Refuse();
        var call = (await tx.One<CallRow>(CallRow.ByIdSql, new { id }))!;
        if (db.Now < call.ClosesAt(db.Scope.TimeZone)) return CallErrors.CallStillOpen.Refuse(("code", call.Code), ("closesOn", call.ClosesOn));
        if (await tx.One<int>(WaitingSql, new { id }) is > 0 and var waiting) return CallErrors.NotExamined.Refuse(("code", call.Code), ("applications", waiting));
        var envelopes = ReadRanking.Left(await tx.List<EnvelopeRow>(ReadRanking.EnvelopesSql, new { call.ProgrammeId, call.Wave }));
        var rows = await tx.List<ReadRanking.CandidateRow>(ReadRanking.CandidatesSql, new { id });
        var ranking = ReadRanking.View(call, call.ReadRules(), envelopes, rows, caller.Culture);
        foreach (var line in ranking.Lines)
        {
            // Withdrawn a moment ago: it is not moved, and nothing is told of it.
            if (await tx.Execute(RankSql, new { line.ApplicationId, line.Rank, state = line.Proposed, from = line.State, now = tx.Now }) == 0) continue;
            if (line.State == ApplicationLifecycle.Eligible.Code) tx.Record(Told(line, "score", line.State, ApplicationLifecycle.Scored.Code));
            var from = line.State == ApplicationLifecycle.Eligible.Code ? ApplicationLifecycle.Scored.Code : line.State;
            if (line.Proposed != from) tx.Record(Told(line, Move(line.Proposed).Name, from, line.Proposed));
        }
        tx.Record(new Event { Name = "rank_call", SubjectId = id });
        return ranking with { Lines = [.. ranking.Lines.Select(line => line with { State = line.Proposed })] };
    }, stop);

    private static ApplicationMove Move(string state) => new[] { ApplicationLifecycle.Recommend, ApplicationLifecycle.SendToArbitration, ApplicationLifecycle.Waitlist }.Single(row => row.To.Code == state);

    private static Event Told(RankedLine line, string name, string from, string to) =>
        new Event { Name = $"{name}_application", SubjectId = line.ApplicationId, FromState = from, ToState = to, Reason = string.Create(CultureInfo.InvariantCulture, $"{line.Rank}. {line.Because}") };

    public static readonly string WaitingSql = $"select count(*) from application a where a.organisation_id = @organisationId and a.call_id = @id and {ApplicationLifecycle.IsUnexamined}";

    public const string RankSql = """
        update application set rank = @rank, state = @state, updated_at = @now, version = version + 1
        where organisation_id = @organisationId and id = @applicationId and state = @from
        """;
}
