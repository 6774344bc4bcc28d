using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Lifecycle;
using static TabletLoans.Access.Permission;

namespace TabletLoans.Calls;

/// <summary>A row of the table of an application's life.</summary>
internal sealed record ApplicationMove(string Name, IReadOnlyList<State> From, State To, Permission Permission, Text Summary) : Move(Name, From, To, Summary)
{
    /// <summary>Files it: the call is open, or the time to complete it has not run out, and it says all that it must.</summary>
    public bool Files { get; init; }

    /// <summary>Every prerequisite is proved and every school may be equipped.</summary>
    public bool ChecksEligibility { get; init; }

    public bool NeedsReason { get; init; }

    /// <summary>A decision of the commission: it has a day.</summary>
    public bool Decides { get; init; }

    /// <summary>Its day is that of the notification, from which on things may be bought.</summary>
    public bool Notifies { get; init; }

    /// <summary>What was spent is stated.</summary>
    public bool Justifies { get; init; }

    /// <summary>The funding of the award is cancelled with it, while nothing was ordered on it.</summary>
    public bool GivesBackFunding { get; init; }

    /// <summary>What was neither ordered nor justified of the grant goes back to the envelopes.</summary>
    public bool GivesBackUnspent { get; init; }

    /// <summary>The trainings that the call asks for were held.</summary>
    public bool ChecksTrainings { get; init; }
}

/// <summary>THE table of an application's life. Routing, the guards, allowedTransitions, the documents, the pages and the tests read it; none repeats it.</summary>
internal static class ApplicationLifecycle
{
    public static readonly State Draft = new("draft", ("Brouillon", "Draft"));
    public static readonly State Submitted = new("submitted", ("Déposé", "Submitted"));
    public static readonly State Incomplete = new("incomplete", ("À compléter", "Incomplete"));
    public static readonly State Eligible = new("eligible", ("Éligible", "Eligible"));
    public static readonly State Ineligible = new("ineligible", ("Non éligible", "Not eligible"));
    public static readonly State Scored = new("scored", ("Classé", "Ranked"));
    public static readonly State Recommended = new("recommended", ("Proposé", "Recommended"));
    public static readonly State ToArbitrate = new("to_arbitrate", ("À arbitrer", "To arbitrate"));
    public static readonly State Waitlisted = new("waitlisted", ("Liste d'attente", "Waiting list"));
    public static readonly State Awarded = new("awarded", ("Retenu", "Awarded"));
    public static readonly State Rejected = new("rejected", ("Non retenu", "Rejected"));
    public static readonly State Notified = new("notified", ("Notifié", "Notified"));
    public static readonly State InExecution = new("in_execution", ("En cours d'exécution", "In execution"));
    public static readonly State Justified = new("justified", ("Justifié", "Justified"));
    public static readonly State Closed = new("closed", ("Soldé", "Closed"));
    public static readonly State Withdrawn = new("withdrawn", ("Retiré", "Withdrawn"));

    public static IReadOnlyList<State> States { get; } =
        [Draft, Submitted, Incomplete, Eligible, Ineligible, Scored, Recommended, ToArbitrate, Waitlisted, Awarded, Rejected, Notified, InExecution, Justified, Closed, Withdrawn];

    public static readonly ApplicationMove Submit = new("submit", [Draft, Incomplete], Submitted, FileApplications, ("Déposer le dossier", "File the application")) { Files = true };
    public static readonly ApplicationMove Score = new("score", [Eligible], Scored, DecideApplications, ("Classer", "Rank")) { UseCase = nameof(RankCall) };
    public static readonly ApplicationMove Recommend = new("recommend", [Scored, ToArbitrate, Waitlisted], Recommended, DecideApplications, ("Proposer", "Recommend")) { NeedsReason = true, Decides = true };
    public static readonly ApplicationMove SendToArbitration = new("send_to_arbitration", [Scored, Recommended, Waitlisted], ToArbitrate, DecideApplications, ("Renvoyer à l'arbitrage", "Send to arbitration")) { NeedsReason = true };
    public static readonly ApplicationMove Waitlist = new("waitlist", [Scored, Recommended, ToArbitrate], Waitlisted, DecideApplications, ("Mettre en liste d'attente", "Put on the waiting list")) { NeedsReason = true, Decides = true };
    public static readonly ApplicationMove Award = new("award", [Recommended], Awarded, DecideApplications, ("Retenir", "Award")) { UseCase = nameof(AwardApplication), Decides = true };
    public static readonly ApplicationMove Start = new("start", [Notified], InExecution, ManageProgrammes, ("Constater le premier achat", "Note the first purchase"));

    public static IReadOnlyList<ApplicationMove> All { get; } =
    [
        Submit,
        new("ask_completion", [Submitted], Incomplete, DecideApplications, ("Demander de compléter", "Ask to complete")) { NeedsReason = true },
        new("find_eligible", [Submitted], Eligible, DecideApplications, ("Constater l'éligibilité", "Find eligible")) { ChecksEligibility = true },
        new("find_ineligible", [Submitted, Incomplete], Ineligible, DecideApplications, ("Constater la non-éligibilité", "Find not eligible")) { NeedsReason = true, Decides = true },
        new("reopen", [Ineligible], Submitted, DecideApplications, ("Reprendre l'instruction", "Reopen the examination")) { NeedsReason = true },
        new("withdraw", [Draft, Submitted, Incomplete, Eligible, Scored, Recommended, ToArbitrate, Waitlisted], Withdrawn, FileApplications, ("Retirer le dossier", "Withdraw the application")) { NeedsReason = true },
        Score,
        Recommend,
        SendToArbitration,
        Waitlist,
        Award,
        new("reject", [Scored, Recommended, ToArbitrate, Waitlisted], Rejected, DecideApplications, ("Ne pas retenir", "Reject")) { NeedsReason = true, Decides = true },
        new("notify", [Awarded], Notified, DecideApplications, ("Notifier", "Notify")) { Notifies = true },
        new("renounce", [Awarded, Notified, InExecution], Withdrawn, DecideApplications, ("Constater le désistement du lauréat", "Note that the award is renounced")) { NeedsReason = true, GivesBackFunding = true },
        Start,
        new("justify", [InExecution], Justified, ManageProgrammes, ("Constater les justificatifs", "Note the evidence of spending")) { Justifies = true },
        new("close", [Justified], Closed, ManageProgrammes, ("Solder", "Close")) { ChecksTrainings = true, GivesBackUnspent = true },
    ];

    /// <summary>Counted as retained: awarded, and what follows.</summary>
    public static readonly string IsRetained = $"a.state in ({State.List([Awarded, Notified, InExecution, Justified, Closed])})";

    /// <summary>What a ranking ranks, the first time and again.</summary>
    public static readonly string IsRankable = $"a.state in ({State.List([Eligible, Scored, Recommended, ToArbitrate, Waitlisted])})";

    /// <summary>Nobody has said yet whether it is eligible.</summary>
    public static readonly string IsUnexamined = $"a.state in ({State.List([Submitted, Incomplete])})";

    /// <summary>What an applicant sees as it is: what the commission makes of the others is told by its notification, not before.</summary>
    public static IReadOnlyList<State> OpenToAll { get; } = [Draft, Submitted, Incomplete, Ineligible, Rejected, Withdrawn];

    /// <summary>Counted as filed: a draft is not, and what was withdrawn before any decision is not any more.</summary>
    public const string IsFiled = "a.filed_at is not null and (a.state <> 'withdrawn' or a.decided_on is not null)";

    public static ApplicationMove Row(string name) => All.Single(row => row.Name == name);

    public static string Markdown() => LifeDocs.Markdown("The life of an application", "Written by the build from `ApplicationLifecycle.All`.", "applications", States, All,
        new MoveColumn<ApplicationMove>("permission", row => $"`{row.Permission.Code()}`")) + $"\n## Money\n\n{Subsidy.Rule}\n";
}

internal sealed class ApplicationStateCodes : ICodes
{
    public static IReadOnlyList<string> All { get; } = [.. ApplicationLifecycle.States.Select(state => state.Code)];
}
