using TabletLoans.Api;
using TabletLoans.Lifecycle;

namespace TabletLoans.Disposal;

/// <summary>How a device leaves the fleet for good; each carries out a row of the lifecycle table.</summary>
internal sealed class DisposalKinds : ICodes
{
    public const string Donation = "donation";
    public const string Sale = "sale";
    public const string Recycling = "recycling";
    public const string Transfer = "transfer";

    public static IReadOnlyList<string> All { get; } = [Donation, Sale, Recycling, Transfer];

    public static Transition Row(string kind) => DeviceLifecycle.Row(kind switch
    {
        Donation => "donate",
        Sale => "sell",
        Recycling => "recycle",
        Transfer => "transfer",
        _ => throw new InvalidOperationException($"{kind} is no way to dispose of a device"),
    });
}

/// <summary>
/// Who may be given IT equipment: the list of CG3P art. L3212-2, open to local authorities by L3212-3, and families, who are helped
/// by deliberation and not under that article.
/// </summary>
internal sealed class BeneficiaryKinds : ICodes
{
    public const string Family = "family";
    public const string PublicBody = "public_body";

    public static IReadOnlyList<string> All { get; } =
        ["parents_association", "tutoring_association", "student_association", "rup_association", "rig_association", "esus_reuse_body", "own_staff", PublicBody, Family];

    /// <summary>People: their names have no place in a disposal.</summary>
    public static bool IsPerson(string kind) => kind is Family or "own_staff";
}

/// <summary>auction: who bids most; organisation: a body or a company; individual: a person, at a solidarity price.</summary>
internal sealed class BuyerKinds : ICodes
{
    public const string Individual = "individual";

    public static IReadOnlyList<string> All { get; } = ["auction", "organisation", Individual];
}
