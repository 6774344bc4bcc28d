using System.Text.Json.Serialization;
using TabletLoans.Api;

namespace TabletLoans.Calls;

/// <summary>An application as the ranking looks at it.</summary>
internal sealed record Candidate(Guid Id, string Number, string State, ApplicationContent Content, long RequestedCents, decimal? SocialIndex, bool PriorityNetwork, string Uai)
{
    /// <summary>The commission has decided on it by hand: a new ranking gives it a rank and leaves it where it is.</summary>
    public bool IsArbitrated { get; init; }

    /// <summary>One that counts for several schools is judged on all of them together.</summary>
    private IReadOnlyList<SchoolOfApplication> Schools => Content.Schools ?? [];

    public bool Isolated => Schools.Count > 0 && Schools.All(school => school.AttachedToLycee == false);

    public bool IsSmall(Criterion small) => Schools.Count > 0 && Schools.All(school =>
        (small.MaxDivisions is null || school.Divisions <= small.MaxDivisions) && (small.MaxPupils is null || school.Pupils <= small.MaxPupils));

    /// <summary>(interactive screens + devices of mobile classes) ÷ divisions; null where a school's divisions are not known.</summary>
    public decimal? EquipmentRate => Schools.Count == 0 || Schools.Any(school => school.Divisions is null or 0)
        ? null
        : (decimal)Schools.Sum(school => (school.InteractiveScreens ?? 0) + (school.MobileClassDevices ?? 0)) / Schools.Sum(school => school.Divisions!.Value);
}

/// <summary>What a criterion says of an application, in figures and in words.</summary>
internal sealed record Judged
{
    [OneOf<CriterionCodes>] public required string Criterion { get; init; }
    /// <summary>true where it is met; null where it is a figure.</summary>
    public bool? Met { get; init; }
    /// <summary>The figure it sorts by; null where it is yes or no, or not known.</summary>
    [Between(0, 1e9)] public decimal? Value { get; init; }
    /// <summary>In words, in the language of the caller.</summary>
    [Text(300)] public required string Explanation { get; init; }
}

/// <summary>A line of the ranking: where an application stands, and why.</summary>
internal sealed record RankedLine
{
    [Between(1, 100_000)] public required int Rank { get; init; }
    public required Guid ApplicationId { get; init; }
    [Text(50)] public required string Number { get; init; }
    [Text(200)] public string ApplicantName { get; init; } = "";
    /// <summary>As it stands now.</summary>
    [OneOf<ApplicationStateCodes>] public required string State { get; init; }
    /// <summary>As the ranking proposes: recommended, to_arbitrate (above its ceiling, never rejected for it) or waitlisted.</summary>
    [OneOf<ApplicationStateCodes>] public required string Proposed { get; init; }
    /// <summary>true: the ceiling of priority holds.</summary>
    public required bool Priority { get; init; }
    /// <summary>Null: the call has no ceiling.</summary>
    [Between(0, 1e13)] public long? CeilingCents { get; init; }
    public required bool AboveCeiling { get; init; }
    [Between(0, 1e13)] public required long RequestedCents { get; init; }
    /// <summary>What the recommended ones up to this line ask for together.</summary>
    [Between(0, 1e15)] public required long CumulatedCents { get; init; }
    /// <summary>false: the envelope ends before it.</summary>
    public required bool WithinEnvelope { get; init; }
    [Items(5)] public required IReadOnlyList<Judged> Criteria { get; init; }
    /// <summary>What decided between this line and the one before it, in words.</summary>
    [Text(300)] public required string Because { get; init; }

    [JsonIgnore] public required Candidate Candidate { get; init; }
}

/// <summary>
/// The ranking of a call: lexicographic by its criteria, then the lower social index, then the UAI and the number, so that the same applications
/// always stand in the same order. Facts in, lines out; it reads and writes nothing.
/// </summary>
internal static class Ranking
{
    /// <param name="rules">Of the call, or as somebody tries them.</param>
    /// <param name="candidates">Eligible, or ranked before and not decided.</param>
    /// <param name="envelopes">What each funder has left; a funder that is not there has nothing.</param>
    /// <param name="say">The language.</param>
    /// <param name="standing">The call's own rules, which say who is of priority, where others are tried.</param>
    public static IReadOnlyList<RankedLine> Of(CallRules rules, IEnumerable<Candidate> candidates, IReadOnlyDictionary<string, long> envelopes, Func<Text, string> say, CallRules? standing = null)
    {
        var criteria = rules.Criteria ?? [];
        var sorted = candidates.Select(candidate => (Candidate: candidate, Keys: criteria.Select(criterion => Key(criterion, candidate)).Append(candidate.SocialIndex ?? decimal.MaxValue).ToList())).ToList();
        sorted.Sort((one, other) => Compare(one, other));
        var (left, cumulated, lines) = (new Dictionary<string, long>(envelopes, StringComparer.Ordinal), 0L, new List<RankedLine>(sorted.Count));
        // What the commission has recommended by hand is spoken for.
        foreach (var (candidate, _) in sorted.Where(one => one.Candidate.IsArbitrated && one.Candidate.State == ApplicationLifecycle.Recommended.Code)) Take(candidate);
        var ended = false;
        foreach (var (i, (candidate, keys)) in sorted.Index())
        {
            var priority = IsPriority(standing ?? rules, candidate);
            var ceiling = rules.Ceilings is { } ceilings ? priority ? ceilings.PriorityCents : ceilings.StandardCents : null;
            var above = candidate.RequestedCents > ceiling;
            // In the order of the ranks, strictly: where one does not fit any more, nobody after it passes before it.
            var within = candidate.IsArbitrated ? candidate.State == ApplicationLifecycle.Recommended.Code : !ended && Asked(candidate).All(part => left.GetValueOrDefault(part.Funder) >= part.Cents);
            ended |= !within && !above && !candidate.IsArbitrated;
            var proposed = candidate.IsArbitrated ? candidate.State : (above ? ApplicationLifecycle.ToArbitrate : within ? ApplicationLifecycle.Recommended : ApplicationLifecycle.Waitlisted).Code;
            if (proposed == ApplicationLifecycle.Recommended.Code)
            {
                cumulated += candidate.RequestedCents;
                if (!candidate.IsArbitrated) Take(candidate);
            }
            lines.Add(new RankedLine
            {
                Rank = i + 1, ApplicationId = candidate.Id, Number = candidate.Number, State = candidate.State, Proposed = proposed, Priority = priority, CeilingCents = ceiling, AboveCeiling = above,
                RequestedCents = candidate.RequestedCents, CumulatedCents = cumulated, WithinEnvelope = within,
                Criteria = [.. criteria.Select(criterion => Judge(rules, criterion, candidate, say))],
                Because = say(i == 0 ? ("Premier selon les critères.", "First by the criteria.") : Decided(criteria, sorted[i - 1], (candidate, keys))), Candidate = candidate,
            });
        }
        return lines;

        List<(string Funder, long Cents)> Asked(Candidate candidate) =>
            [.. Subsidy.Of(rules, candidate.Content, candidate.RequestedCents).GroupBy(line => line.Funder).Select(funder => (funder.Key, funder.Sum(line => line.AmountCents))).Where(part => part.Item2 > 0)];

        void Take(Candidate candidate)
        {
            foreach (var (funder, cents) in Asked(candidate)) left[funder] = left.GetValueOrDefault(funder) - cents;
        }
    }

    public static bool IsPriority(CallRules rules, Candidate candidate) =>
        (rules.PriorityWhen ?? []).Any(code => Key(rules.Criterion(code) ?? new Criterion { Code = code }, candidate) == 0);

    // 0 sorts before 1: met before not met, the lower figure before the higher, the unknown last.
    private static decimal Key(Criterion criterion, Candidate candidate) => criterion.Code switch
    {
        CriterionCodes.Isolated => candidate.Isolated ? 0 : 1,
        CriterionCodes.Small => candidate.IsSmall(criterion) ? 0 : 1,
        CriterionCodes.PriorityNetwork => candidate.PriorityNetwork ? 0 : 1,
        CriterionCodes.LowEquipment => candidate.EquipmentRate ?? decimal.MaxValue,
        _ => candidate.SocialIndex ?? decimal.MaxValue,
    };

    private static int Compare((Candidate Candidate, List<decimal> Keys) one, (Candidate Candidate, List<decimal> Keys) other)
    {
        foreach (var (key, otherKey) in one.Keys.Zip(other.Keys))
            if (key.CompareTo(otherKey) is not 0 and var order) return order;
        return string.CompareOrdinal(one.Candidate.Uai, other.Candidate.Uai) is not 0 and var byUai ? byUai : string.CompareOrdinal(one.Candidate.Number, other.Candidate.Number);
    }

    private static Text Decided(IReadOnlyList<Criterion> criteria, (Candidate Candidate, List<decimal> Keys) before, (Candidate Candidate, List<decimal> Keys) after)
    {
        for (var i = 0; i < criteria.Count; i++)
            if (before.Keys[i] != after.Keys[i]) return ($"Après {before.Candidate.Number} : critère {i + 1}, {Name(criteria[i]).Fr}.", $"After {before.Candidate.Number}: criterion {i + 1}, {Name(criteria[i]).En}.");
        if (before.Keys[^1] != after.Keys[^1]) return ($"À égalité avec {before.Candidate.Number} : l'IPS le plus bas passe devant.", $"Tied with {before.Candidate.Number}: the lower social index goes first.");
        return before.Candidate.Uai != after.Candidate.Uai
            ? ($"À égalité avec {before.Candidate.Number}, IPS compris : l'ordre des UAI départage.", $"Tied with {before.Candidate.Number}, social index included: the order of the UAI decides.")
            : ($"Même UAI que {before.Candidate.Number}, ou aucun : l'ordre des numéros départage.", $"Same UAI as {before.Candidate.Number}, or none: the order of the numbers decides.");
    }

    public static Text Name(Criterion criterion) => criterion.Code switch
    {
        CriterionCodes.Isolated => ("établissement isolé (non relié à un lycée)", "isolated (attached to no lycée)"),
        CriterionCodes.Small => ($"au plus {criterion.MaxDivisions?.ToString() ?? "–"} divisions et {criterion.MaxPupils?.ToString() ?? "–"} élèves", $"at most {criterion.MaxDivisions?.ToString() ?? "–"} divisions and {criterion.MaxPupils?.ToString() ?? "–"} pupils"),
        CriterionCodes.LowEquipment => ("faible taux d'équipement", "low equipment rate"),
        CriterionCodes.PriorityNetwork => ("éducation prioritaire (REP, REP+)", "education priority network (REP, REP+)"),
        _ => ("indice de position sociale (IPS)", "social position index (IPS)"),
    };

    private static Judged Judge(CallRules rules, Criterion criterion, Candidate candidate, Func<Text, string> say)
    {
        var yesOrNo = CriterionCodes.YesOrNo.Contains(criterion.Code);
        var key = Key(criterion, candidate);
        decimal? value = yesOrNo || key == decimal.MaxValue ? null : Math.Round(key, 4);
        var schools = candidate.Content.Schools ?? [];
        Text said = criterion.Code switch
        {
            CriterionCodes.Small => ($"{(key == 0 ? "oui" : "non")} : {schools.Sum(school => school.Divisions ?? 0)} divisions, {schools.Sum(school => school.Pupils ?? 0)} élèves", $"{(key == 0 ? "yes" : "no")}: {schools.Sum(school => school.Divisions ?? 0)} divisions, {schools.Sum(school => school.Pupils ?? 0)} pupils"),
            CriterionCodes.LowEquipment => value is null ? ("taux inconnu : divisions non déclarées", "rate not known: divisions not declared") : ($"{value:0.00} équipement par division", $"{value:0.00} equipment a division"),
            CriterionCodes.SocialIndex => value is null ? ("IPS inconnu", "IPS not known") : ($"IPS {value:0.0}", $"IPS {value:0.0}"),
            _ => key == 0 ? ("oui", "yes") : ("non", "no"),
        };
        return new Judged { Criterion = criterion.Code, Met = yesOrNo ? key == 0 : null, Value = value, Explanation = $"{say(Name(criterion))} – {say(said)}" };
    }
}
