using System.Text.Json;
using System.Text.Json.Nodes;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Storage;

namespace TabletLoans.Reconditioning;

/// <summary>The device that a supplier gives in place of one under warranty: received, same model, same inventory number, same warranty.</summary>
internal static class Replacement
{
    public static async Task<Outcome<Guid>> Insert(Tx tx, Db db, DeviceRow old, string serialNumber)
    {
        var model = (await tx.One<DeviceModel>(DeviceModel.ByIdSql, new { id = old.ModelId }))!;
        var read = NewDevice.From(new RegisterDevice.Request
        {
            SerialNumber = serialNumber, ModelId = old.ModelId, InventoryNumber = old.InventoryNumber, Origin = old.Origin, PriceExclTaxCents = old.PriceExclTaxCents,
            PriceInclTaxCents = old.PriceInclTaxCents, WarrantyEndsOn = old.WarrantyEndsOn, Grade = "A", FundingLineId = old.FundingLineId,
            CustomFields = old.CustomFields is null ? null : JsonDocument.Parse(old.CustomFields).RootElement,
        }, model);
        // Everything else was read at the registration of the old one.
        if (read.Refusal is not null) return Refusal.Invalid("/replacedBySerial", DeviceErrors.Formula);
        var device = read.Value! with { AssetTag = (await AssetTags.Take(tx, 1, db.Today.Year))[0] };
        await tx.Execute(GiveUpNumberSql, new { old.Id });
        if (await NewDevice.Insert(tx, [device]) == 0)
        {
            var others = await tx.List<DeviceRow>(RegisterDevice.TakenSql, new { device.AssetTag, device.SerialKey, device.ManufacturerKey, device.Imei, device.InventoryNumber });
            return Refusal.From(device.Collisions(others))!;
        }
        await tx.Execute(ReplacesSql, new { device.Id, oldId = old.Id });
        await tx.Execute(ReplacedBySql, new { old.Id, nextId = device.Id });
        tx.Record(new Event { Name = "register_device", DeviceId = device.Id, ToState = "received" }.Telling(new JsonObject { ["replacesDevice"] = old.Id.ToString("D") }));
        return device.Id;
    }

    // The version has moved with the device itself, in the same transaction.
    public const string GiveUpNumberSql = "update device set inventory_number = null where organisation_id = @organisationId and id = @id";
    public const string ReplacesSql = "update device set replaces_device_id = @oldId where organisation_id = @organisationId and id = @id";
    public const string ReplacedBySql = "update device set replaced_by_device_id = @nextId where organisation_id = @organisationId and id = @id";
}
