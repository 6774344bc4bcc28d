using System.Text.Json.Nodes;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Organisations;
using TabletLoans.Storage;

namespace TabletLoans.Disposal;

/// <summary>Brings a retired device to its lawful end: given, sold, recycled or transferred, with the proof. A device has one end.</summary>
internal static class DisposeDevice
{
    public static void Map(RouteGroupBuilder disposals) => disposals.MapPost("", Handle).Does(nameof(DisposeDevice), Permission.Dispose);

    internal sealed record Request : DisposalTerms
    {
        /// <summary>Asset tag, serial number or id.</summary>
        [Text(100)] public required string Device { get; init; }
    }

    /// <summary>Disposes of a retired device: donate, sell, recycle or transfer of the lifecycle table. Every rule that refuses is said at once, with its article of law.</summary>
    internal static async Task<Creates<DeviceDisposal>> Handle(Request request, Db db, Caller caller, CancellationToken stop) => await Run(db, caller, request, stop);

    public static async Task<Outcome<DeviceDisposal>> Run(Db db, Caller caller, Request request, CancellationToken stop)
    {
        var read = await Read(db, request, stop);
        return read.Refusal is { } refusal ? refusal : await db.Write<DeviceDisposal>(tx => Carry(tx, db, caller, read.Value!), stop);
    }

    public static async Task<Outcome<DisposalFacts>> Read(Db db, Request request, CancellationToken stop)
    {
        if (request.Refuse(db.Today) is { } invalid) return invalid;
        var found = await FindDevice.Run(db, request.Device, anywhere: false, stop);
        return found.Refusal is { } unknown ? unknown : await DisposalFacts.Read(db, found.Value!, request, stop);
    }

    /// <summary>The facts hold while the device's version does: whatever they rest on changes it.</summary>
    public static async Task<Outcome<DeviceDisposal>> Carry(Tx tx, Db db, Caller caller, DisposalFacts facts)
    {
        var decided = Overriding.Of(caller, DisposalRules.Judge(facts), facts.Terms.OverrideReason);
        if (decided.Refusal is { } refusal) return refusal;
        if (await tx.One<DeviceRow>($"{DeviceRow.ByIdSql}{db.Dialect.ForUpdateOf("d")}", new { facts.Device.Id }) is not { } device) return DeviceErrors.UnknownDevice.Refuse();
        var (terms, reference) = (facts.Terms, facts.Terms.Reference()!);
        var moved = device.Version == facts.Device.Version ? await MoveDevice.Move(tx, facts.Row, device, null, reason: reference) : null;
        if (moved is null) return Refusal.From(DisposalRules.Judge(facts with { Device = device })) ?? Errors.VersionConflict.Refuse(("version", device.Version));
        var id = Id.New();
        await tx.Execute(InsertSql, new
        {
            id, deviceId = device.Id, terms.Kind, reference, actSignedOn = terms.Act?.SignedOn, deliberationReference = TextKey.Tidy(terms.DeliberationReference),
            terms.UnitValueCents, beneficiaryKind = terms.Beneficiary?.Kind, beneficiaryName = TextKey.Tidy(terms.Beneficiary?.Name ?? terms.RecipientOrganisation?.Name),
            beneficiarySiret = SiretOf(terms.Beneficiary?.Siret ?? terms.RecipientOrganisation?.Siret), terms.Beneficiary?.BorrowerId, terms.PriceCents, terms.BuyerKind,
            ecoOrganism = TextKey.Tidy(terms.EcoOrganism), facts.WeightGrams, thresholdId = facts.Limit?.Id, disposedOn = db.Today, now = tx.Now,
        });
        tx.Record(moved.Telling(new JsonObject { ["kind"] = terms.Kind, ["reference"] = reference, ["disposal"] = id.ToString("D") }).Telling(decided.Told())
            with { SubjectId = id, BorrowerId = terms.Beneficiary?.BorrowerId });
        return (await tx.One<DisposalRow>(DisposalRow.ByIdSql, new { id }))!.View();
    }

    private static string? SiretOf(string? typed) => Siret.TryParse(typed, out var siret) ? siret : null;

    public const string InsertSql = """
        insert into disposal (id, organisation_id, device_id, kind, reference, act_signed_on, deliberation_reference, unit_value_cents, beneficiary_kind,
          beneficiary_name, beneficiary_siret, borrower_id, price_cents, buyer_kind, eco_organism, weight_grams, threshold_id, disposed_on, disposed_at, disposed_by)
        values (@id, @organisationId, @deviceId, @kind, @reference, @actSignedOn, @deliberationReference, @unitValueCents, @beneficiaryKind,
          @beneficiaryName, @beneficiarySiret, @borrowerId, @priceCents, @buyerKind, @ecoOrganism, @weightGrams, @thresholdId, @disposedOn, @now, @principalId)
        """;
}

/// <summary>Says what a disposal would meet, without writing.</summary>
internal static class CheckDisposal
{
    public static void Map(RouteGroupBuilder disposals) => disposals.MapPost("check", Handle).Does(nameof(CheckDisposal), Permission.Dispose).WritesNothing();

    internal sealed record View
    {
        /// <summary>The same body sent to POST disposals would be carried out.</summary>
        public required bool Allowed { get; init; }
        /// <summary>Every rule that speaks against it, those included that overrideReason goes past.</summary>
        [Items(50)] public required IReadOnlyList<ProblemReason> Reasons { get; init; }
    }

    /// <summary>Checks a disposal without making it: every reason against it at once, and who may go past which.</summary>
    internal static async Task<Returns<View>> Handle(DisposeDevice.Request request, Db db, Caller caller, CancellationToken stop) => await Run(db, caller, request, stop);

    public static async Task<Outcome<View>> Run(Db db, Caller caller, DisposeDevice.Request request, CancellationToken stop)
    {
        var read = await DisposeDevice.Read(db, request, stop);
        if (read.Refusal is { } refusal) return refusal;
        var reasons = DisposalRules.Judge(read.Value!);
        return new View
        {
            Allowed = Overriding.Of(caller, reasons, request.OverrideReason).Refusal is null,
            Reasons = reasons.Select(reason => ProblemReason.From(reason, caller.Culture)).ToList(),
        };
    }
}
