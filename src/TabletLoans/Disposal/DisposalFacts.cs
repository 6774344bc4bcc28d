using TabletLoans.Api;
using TabletLoans.Borrowers;
using TabletLoans.Devices;
using TabletLoans.Incidents;
using TabletLoans.Lifecycle;
using TabletLoans.Organisations;
using TabletLoans.Reconditioning;
using TabletLoans.Storage;

namespace TabletLoans.Disposal;

/// <summary>Everything that the rules of a disposal look at, read before they judge.</summary>
internal sealed record DisposalFacts
{
    public required DisposalTerms Terms { get; init; }
    public required Transition Row { get; init; }
    public required DeviceRow Device { get; init; }

    /// <summary>Grams: given, or the model's; null where neither is known.</summary>
    public int? WeightGrams { get; init; }

    /// <summary>The figure that limits this disposal; null where none does.</summary>
    public string? LimitCode { get; init; }

    /// <summary>The day whose law counts: of the signed act, else today.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>The row of that figure on that day; null where none was in force.</summary>
    public ThresholdRow? Limit { get; init; }

    /// <summary>What other rooms have against it.</summary>
    public required IReadOnlyList<Reason> Judged { get; init; }

    public static async Task<Outcome<DisposalFacts>> Read(Db db, DeviceRow device, DisposalTerms terms, CancellationToken stop)
    {
        if (terms.Beneficiary?.BorrowerId is { } borrower && await db.One<Borrower>(Borrower.ByIdSql, new { id = borrower }, stop) is null)
            return Refusal.Invalid("/beneficiary/borrowerId", Errors.UnknownReference);
        var row = DisposalKinds.Row(terms.Kind);
        var (code, day) = (LimitOf(terms, device.ModelKind), terms.Act?.SignedOn ?? db.Today);
        return new DisposalFacts
        {
            Terms = terms, Row = row, Device = device, LimitCode = code, Day = day,
            WeightGrams = terms.Kind != DisposalKinds.Recycling ? null : terms.WeightGrams ?? (await db.One<DeviceModel>(DeviceModel.ByIdSql, new { id = device.ModelId }, stop))?.WeightGrams,
            Limit = code is null ? null : await Thresholds.On(db, code, day, stop),
            Judged =
            [
                .. await Past.Judge(db, row, device, stop),
                .. new[]
                {
                    await SanitizationLevel.Judge(db, row, device, stop),
                    await OpenIncidents.Judge(db, row, device, stop),
                    await OpenWorkOrder.Judge(db, device, stop),
                }.OfType<Reason>(),
            ],
        };
    }

    /// <summary>A family is helped by deliberation, not under CG3P L3212-2: that article's limit is not its own.</summary>
    private static string? LimitOf(DisposalTerms terms, string modelKind) => terms switch
    {
        { Kind: DisposalKinds.Donation, Beneficiary.Kind: BeneficiaryKinds.Family } => null,
        { Kind: DisposalKinds.Donation } => ThresholdCodes.DonationValue,
        { Kind: DisposalKinds.Sale, BuyerKind: BuyerKinds.Individual } => ThresholdCodes.SolidarityPrice(modelKind),
        _ => null,
    };
}
