using TabletLoans.Api;
using TabletLoans.Lifecycle;

namespace TabletLoans.Devices;

/// <summary>
/// What a device must have before it goes to stock: the ticks that its model asks for and, bought on an order, the acceptance
/// (service fait) of its delivery. One that comes back from the bench was accepted and tagged already; its MDM may be gone.
/// </summary>
internal sealed record Preparation
{
    public bool TagRequired { get; init; }
    public bool MdmRequired { get; init; }
    public bool AccessoriesRequired { get; init; }
    public bool TagPrinted { get; init; }
    public bool AccessoriesPresent { get; init; }
    public string MdmState { get; init; } = "";
    /// <summary>It was in stock before: what is checked once was checked, or gone past.</summary>
    public bool WasStocked { get; init; }
    /// <summary>The day of a delivery that waits for its acceptance; null: accepted, or not bought on an order.</summary>
    public DateOnly? WaitsSince { get; init; }

    public IEnumerable<Reason> Refuse(Transition row, DeviceRow device)
    {
        if (!row.ChecksPreparation) yield break;
        if (MdmRequired && MdmState is not ("enrolled" or "supervised")) yield return DeviceErrors.MdmNotEnrolled.With(("assetTag", device.AssetTag), ("mdmState", MdmState));
        if (device.Grade == "X") yield return DeviceErrors.ScrapInStock.With(("assetTag", device.AssetTag));
        if (WasStocked) yield break;
        if (TagRequired && !TagPrinted) yield return DeviceErrors.TagNotPrinted.With(("assetTag", device.AssetTag));
        if (AccessoriesRequired && !AccessoriesPresent) yield return DeviceErrors.AccessoriesNotChecked.With(("assetTag", device.AssetTag));
        if (WaitsSince is { } day) yield return DeviceErrors.DeliveryNotAccepted.With(("assetTag", device.AssetTag), ("deliveredOn", day));
    }

    public const string OfDeviceSql = """
        select m.tag_required, m.mdm_required, m.accessories_required, d.tag_printed, d.accessories_present, d.mdm_state,
          (select count(*) from event e where e.organisation_id = @organisationId and e.device_id = @id and e.to_state = 'in_stock') > 0 as was_stocked,
          case when dl.accepted_on is null then dl.delivered_on end as waits_since
        from device d join device_model m on m.id = d.model_id left join delivery dl on dl.id = d.delivery_id
        where d.organisation_id = @organisationId and d.id = @id
        """;
}
