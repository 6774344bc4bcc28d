using TabletLoans.Access;
using TabletLoans.Api;

namespace TabletLoans.Lifecycle;

/// <summary>A row of the lifecycle table: a named move of a device between states.</summary>
internal sealed record Transition(string Name, IReadOnlyList<State> From, State To, Permission Permission, Text Summary) : Move(Name, From, To, Summary)
{
    /// <summary>The move needs the school it goes to.</summary>
    public bool NeedsSchool { get; init; }

    /// <summary>The move needs a reason: a decision reference, a police report, what went wrong.</summary>
    public bool NeedsReason { get; init; }

    /// <summary>The device must carry no data of its last user.</summary>
    public bool NeedsCleanData { get; init; }

    /// <summary>The least level of sanitisation that a device which was lent must have passed since.</summary>
    public string? NeedsSanitization { get; init; }

    /// <summary>That level is asked for only where the device may carry data.</summary>
    public bool SanitizedUnlessClean { get; init; }

    /// <summary>What its model asks of a prepared device must be there.</summary>
    public bool ChecksPreparation { get; init; }

    /// <summary>No incident of the device may be open.</summary>
    public bool NeedsNoOpenIncident { get; init; }

    /// <summary>The kind of incident that the move declares; null: none.</summary>
    public string? OpensIncident { get; init; }

    /// <summary>The device is back: the incidents in which it was gone have ended.</summary>
    public bool EndsIncidents { get; init; }

    /// <summary>true: only what was retired while it was missing or stolen; false: never that; null: no matter.</summary>
    public bool? RetiredWhileGone { get; init; }

    /// <summary>Not for what was refused at its acceptance or replaced under warranty: that is the supplier's.</summary>
    public bool NeedsOwned { get; init; }

    /// <summary>The device leaves the school that held it.</summary>
    public bool LeavesSchool { get; init; }

    /// <summary>Where the device was lost during a loan, the use case that ends that loan with it must carry the move out.</summary>
    public string? UseCaseIfLostOnLoan { get; init; }

    /// <summary>What is known of the data on the device afterwards; null: as before.</summary>
    public string? DataState { get; init; }
}
