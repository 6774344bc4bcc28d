using TabletLoans.Api;
using TabletLoans.Lifecycle;
using TabletLoans.Storage;

namespace TabletLoans.Devices;

/// <summary>What a retired device's past forbids: nobody gives away what nobody holds, nor what is the supplier's.</summary>
internal static class Past
{
    /// <summary>It was retired while it was missing or stolen, and nobody found it since.</summary>
    public static bool WasGone(DeviceRow device) => device.RetiredFrom is { } from && (from == DeviceStates.Missing.Code || from == DeviceStates.Stolen.Code);

    public static async Task<IReadOnlyList<Reason>> Judge(Db db, Transition row, DeviceRow device, CancellationToken stop)
    {
        if ((row.RetiredWhileGone is null && !row.NeedsOwned) || device.State != DeviceStates.Retired.Code) return [];
        var reasons = new List<Reason>();
        if (row.RetiredWhileGone == false && WasGone(device)) reasons.Add(DeviceErrors.RetiredWhileGone.With(("assetTag", device.AssetTag), ("state", device.RetiredFrom), ("transition", row.Name)));
        if (row.RetiredWhileGone == true && !WasGone(device)) reasons.Add(DeviceErrors.NotRetiredWhileGone.With(("assetTag", device.AssetTag), ("state", device.RetiredFrom)));
        if (row.NeedsOwned && await db.One<Guid?>(RefusedSql, new { device.Id }, stop) is not null) reasons.Add(DeviceErrors.RefusedAtAcceptance.With(("assetTag", device.AssetTag)));
        // What the maker left here after a replacement may go to waste, and no further.
        if (row.NeedsOwned && device.ReplacedByDeviceId is not null && row.To != DeviceStates.Recycled) reasons.Add(DeviceErrors.ReplacedUnderWarranty.With(("assetTag", device.AssetTag)));
        return reasons;
    }

    public const string RefusedSql = "select r.device_id from delivery_refusal r join device d on d.id = r.device_id where d.organisation_id = @organisationId and r.device_id = @id";
}
