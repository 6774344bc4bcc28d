using TabletLoans.Api;
using TabletLoans.Programmes;
using TabletLoans.Schools;

namespace TabletLoans.Calls;

/// <summary>Whether an application may be looked at: every reason why not, at once.</summary>
internal static class Examination
{
    /// <summary>Contract with the State of a private school that has none: never eligible (Code de l'éducation, art. L442-16 helps schools under contract only).</summary>
    private const string WithoutContract = "10";

    public static IEnumerable<Reason> Judge(CallRules rules, ProgrammeRules programme, ApplicationContent content, IReadOnlyList<School> schools)
    {
        foreach (var prerequisite in rules.Prerequisites ?? [])
            if (Unproved(prerequisite, content) is { } why) yield return why;
        foreach (var school in schools)
        {
            if (school.ContractCode == WithoutContract) yield return CallErrors.WithoutContract.With(("uai", school.Uai));
            else if (rules.SchoolKinds is { Count: > 0 } kinds && !kinds.Contains(school.Kind)) yield return CallErrors.SchoolNotEligible.With(("uai", school.Uai), ("limit", "schoolKinds"));
            else if (rules.Sectors is { Count: > 0 } sectors && !sectors.Contains(school.Sector)) yield return CallErrors.SchoolNotEligible.With(("uai", school.Uai), ("limit", "sectors"));
            else if (programme.Territory?.Beyond(school).FirstOrDefault() is { } limit) yield return CallErrors.SchoolNotEligible.With(("uai", school.Uai), ("limit", limit));
        }
    }

    private static Reason? Unproved(Prerequisite prerequisite, ApplicationContent content)
    {
        var evidence = content.EvidenceOf(prerequisite.Code);
        if (prerequisite.Kind == PrerequisiteKinds.Bandwidth)
        {
            var classes = content.Classes ?? [];
            var slow = classes.Where(one => one.Mbps < prerequisite.MinMbps).Select(one => $"{one.Name} ({one.Mbps} Mb/s)").ToList();
            // Each class concerned: as many as the schools say.
            return classes.Count == 0 || slow.Count > 0 || classes.Count < (content.Schools ?? []).Sum(school => school.Classes ?? 0)
                ? CallErrors.BandwidthTooLow.With(("prerequisite", prerequisite.Name), ("minMbps", prerequisite.MinMbps), ("classes", slow))
                : null;
        }
        if (evidence is null) return CallErrors.NotProved.With(("prerequisite", prerequisite.Name));
        if (prerequisite.Kind != PrerequisiteKinds.Subscription) return evidence.Reference is null ? CallErrors.NotProved.With(("prerequisite", prerequisite.Name)) : null;
        if (evidence.Product is null) return CallErrors.NotProved.With(("prerequisite", prerequisite.Name));
        if (evidence.Months < prerequisite.MinMonths || (prerequisite.MinMonths is not null && evidence.Months is null)) return CallErrors.SubscriptionTooShort.With(("prerequisite", prerequisite.Name), ("months", evidence.Months ?? 0), ("minMonths", prerequisite.MinMonths));
        return prerequisite.Conformity is { } conformity && evidence.Conforms != true ? CallErrors.NotConform.With(("prerequisite", prerequisite.Name), ("conformity", conformity)) : null;
    }
}
