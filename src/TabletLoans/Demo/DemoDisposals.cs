using System.Text.Json.Nodes;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Disposal;
using TabletLoans.Organisations;

namespace TabletLoans.Demo;

/// <summary>How a device of the demonstration left for good: the terms, as a disposal asks for them.</summary>
internal sealed record DemoDisposal(Guid Id, DemoDevice Device, DisposalTerms Terms, Guid? ThresholdId, int? WeightGrams, DateOnly DisposedOn, DateTimeOffset DisposedAt, Guid DisposedBy)
{
    public Guid DeviceId => Device.Id;
    public string Kind => Terms.Kind;
    public string Reference => Terms.Reference()!;
    public DateOnly? ActSignedOn => Terms.Act?.SignedOn;
    public string? Deliberation => Terms.DeliberationReference;
    public long? UnitValueCents => Terms.UnitValueCents;
    public string? BeneficiaryKind => Terms.Beneficiary?.Kind;
    public string? BeneficiarySiret => Terms.RecipientOrganisation?.Siret;
    public string? BeneficiaryName => Terms.Beneficiary?.Name ?? Terms.RecipientOrganisation?.Name;
    public Guid? BorrowerId => Terms.Beneficiary?.BorrowerId;
    public long? PriceCents => Terms.PriceCents;
    public string? BuyerKind => Terms.BuyerKind;
    public string? EcoOrganism => Terms.EcoOrganism;
}

/// <summary>What the use case of a disposal does, on rows that are still in memory; its own rules judge each of them.</summary>
internal sealed class DemoDisposals(DemoLedger ledger, DemoCalendar calendar, DemoDesk desk, DemoStaff staff)
{
    // The law's limits, with the ids under which every database has them; a test compares them with its rows.
    private static readonly ThresholdRow DonationLimit = new() { Id = new("01856000-0000-7000-8000-000000000001"), Code = ThresholdCodes.DonationValue, AppliesFrom = new(2022, 5, 9), Value = 30_000 };
    private static readonly ThresholdRow LaptopLimit = new() { Id = new("01856000-0000-7000-8000-000000000002"), Code = "solidarity_price_laptop_max_cents", AppliesFrom = new(2022, 11, 10), Value = 18_000 };

    public void Dispose(DemoDevice device, DisposalTerms terms, DateTimeOffset at)
    {
        var row = DisposalKinds.Row(terms.Kind);
        var limit = terms switch
        {
            { Kind: DisposalKinds.Donation, Beneficiary.Kind: not BeneficiaryKinds.Family } => DonationLimit,
            { Kind: DisposalKinds.Sale, BuyerKind: BuyerKinds.Individual } => LaptopLimit,
            _ => null,
        };
        var facts = new DisposalFacts
        {
            Terms = terms, Row = row, LimitCode = limit?.Code, Limit = limit, Day = terms.Act?.SignedOn ?? calendar.Day(at), Judged = [],
            WeightGrams = terms.Kind == DisposalKinds.Recycling ? device.Model.WeightGrams : null,
            Device = new DeviceRow { AssetTag = device.AssetTag, State = device.State, DataState = device.DataState, MdmState = device.MdmState, LockState = "none", Held = device.Held, ModelKind = device.Model.Kind },
        };
        if (terms.Refuse(calendar.Day(at)) is { } invalid) throw Refused(device, invalid.Error);
        if (DisposalRules.Judge(facts) is [var reason, ..]) throw Refused(device, reason.Error);
        var disposal = new DemoDisposal(Guid.CreateVersion7(at), device, terms, limit?.Id, facts.WeightGrams, calendar.Day(at), at, staff.Doing(row.Permission));
        ledger.Disposals.Add(disposal);
        desk.Move(device, row.Name, at, reason: disposal.Reference, telling: moved => moved
            .Telling(new JsonObject { ["kind"] = terms.Kind, ["reference"] = disposal.Reference, ["disposal"] = disposal.Id.ToString("D") }) with { SubjectId = disposal.Id, BorrowerId = disposal.BorrowerId });
    }

    private static InvalidOperationException Refused(DemoDevice device, Error error) => new($"the demonstration cannot dispose of {device.AssetTag}: {error.Code}");
}
