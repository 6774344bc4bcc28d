using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Storage;

namespace TabletLoans.Programmes;

/// <summary>
/// Whom the devices of a programme are for. Outside of it, who may go past the rules confirms with a reason. A family is served by the need
/// that the school head declared: nobody asks for an income.
/// </summary>
internal static class Eligibility
{
    private const string Family = "family";

    public static async Task<IReadOnlyList<Reason>> Judge(Db db, DeviceRow device, string borrowerKind, string? declaredNeed, CancellationToken stop)
    {
        if (device.FundingLineId is not { } line || await db.One<Kept>(RulesSql, new { line }, stop) is not { } kept) return [];
        if (KeptRules.Read<ProgrammeRules>(kept.Rules).Audiences is not { Count: > 0 } audiences) return [];
        if (!audiences.Contains(borrowerKind)) return [ProgrammeErrors.NotForAudience.With(("assetTag", device.AssetTag), ("programme", kept.Name))];
        return borrowerKind == Family && declaredNeed is null ? [ProgrammeErrors.NeedNotDeclared.With(("assetTag", device.AssetTag), ("programme", kept.Name))] : [];
    }

    internal sealed record Kept
    {
        public string Name { get; init; } = "";
        public string Rules { get; init; } = "";
    }

    public const string RulesSql = "select p.name, p.rules from funding_line f join programme p on p.id = f.programme_id where f.organisation_id = @organisationId and f.id = @line";
}
