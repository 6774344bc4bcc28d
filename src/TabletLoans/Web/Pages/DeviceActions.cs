using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Lifecycle;
using TabletLoans.Reconditioning;
using TabletLoans.Wording;

namespace TabletLoans.Web.Pages;

/// <summary>What is done with a device beside its plain moves: registered, changed, examined, erased, repaired.</summary>
internal static class DeviceActions
{
    private static FormFields ChangeForm => FormFields.Of<ChangeDevice.Change>();

    public static void Map(IEndpointRouteBuilder organisation)
    {
        organisation.Acts<RegisterDevice.Request>("devices/add", Permission.ManageFleet, AskRegister,
            async (turn, request) => (await RegisterDevice.Run(turn.Db, turn.Caller, request, turn.Stop)).Then(device => new Done(Path(device), ("L'appareil est enregistré.", "The device is registered."))));
        organisation.Acts<ChangeDevice.Change>("devices/{id:guid}/change", Permission.ManageFleet, turn => Ask(turn, ("Modifier la fiche", "Change the facts"), ChangeForm, Fields.Standing),
            async (turn, change) => (await ChangeDevice.Run(turn.Db, turn.Caller, turn.Id, turn.IfMatch, ChangeForm.PatchOf(change), turn.Stop)).Then(device => new Done(Path(device), ("La fiche est modifiée.", "The facts are changed."))));
        organisation.Acts<RecordMdmState.Request>("devices/{id:guid}/mdm", Permission.Recondition, turn => Ask(turn, ("MDM et verrou", "MDM and lock"), FormFields.Of<RecordMdmState.Request>(), Fields.Standing),
            async (turn, request) => (await RecordMdmState.Run(turn.Db, turn.Caller, turn.Id, request, turn.IfMatch, turn.Stop)).Then(device => new Done(Path(device), ("C'est noté.", "Written down."))));
        organisation.Acts<TriageDevice.Request>("devices/{id:guid}/triage", Row("triage").Permission, turn => Ask(turn, Row("triage").Summary, FormFields.Of<TriageDevice.Request>(), device => Fields.Of(("grade", device.Grade))),
            async (turn, request) => (await TriageDevice.Run(turn.Db, turn.Caller, turn.Id, request, turn.IfMatch, turn.Stop)).Then(Moved));
        organisation.Acts<OpenWorkOrder.Request>("devices/{id:guid}/repair", Row("repair").Permission, turn => Ask(turn, Row("repair").Summary, Within(FormFields.Of<OpenWorkOrder.Request>(), turn)),
            async (turn, request) => (await OpenWorkOrder.Run(turn.Db, request with { Device = turn.Id.ToString("D") }, turn.Stop)).Then(order => new Done($"work-orders/{order.Id:D}", ("L'ordre de réparation est ouvert.", "The work order is open."))));
        organisation.Acts<RecordSanitization.Request>("devices/{id:guid}/reimage", Row("reimage").Permission, turn => Ask(turn, ("Certifier l'effacement", "Certify the wiping"), Within(FormFields.Of<RecordSanitization.Request>(), turn), device => Now(turn, device)),
            async (turn, request) => (await RecordSanitization.Run(turn.Db, request with { Device = turn.Id.ToString("D") }, turn.Stop)).Then(certificate => new Done($"devices/{turn.Id:D}",
                certificate.Result == "pass" ? ("L'effacement est certifié : l'appareil peut être remasterisé.", "The wiping is certified: the device can be re-imaged.") : ("L'échec est noté : l'appareil reste à effacer.", "The failure is written down: the device is still to be wiped."))));
    }

    private static Transition Row(string name) => DeviceLifecycle.Row(name);

    private static string Path(Device device) => $"devices/{device.Id:D}";

    private static Done Moved(Device device) => new(Path(device), ($"{device.AssetTag} : {Words.Of<StateCodes>(device.State).Fr}", $"{device.AssetTag}: {Words.Of<StateCodes>(device.State).En}"));

    private static FormFields Within(FormFields form, Turn turn) => form.Fixed("device", turn.Id.ToString("D"));

    /// <summary>A wiping that has just ended, at the level of a device that is lent again.</summary>
    private static Fields Now(Turn turn, Device device)
    {
        var now = TimeZoneInfo.ConvertTime(turn.Db.Now, turn.Caller.Scope.TimeZone);
        return Fields.Of(("endedAt", now.ToString("yyyy-MM-dd'T'HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture)), ("result", "pass"), ("device", device.Id.ToString("D")));
    }

    private static async Task<Asked?> AskRegister(Turn turn) => new Asked(("Enregistrer un appareil", "Register a device"),
        FormFields.Of<RegisterDevice.Request>().Choose("modelId", await Choices.Models(turn.Db, turn.Stop)).Named("assetTag", ("Étiquette", "Tag"), ("Laissez vide : la suivante sera donnée.", "Leave empty: the next one is given.")), "devices", ("Appareils", "Devices"))
    {
        Lead = ("Pour un appareil seul. Ceux d'une commande se reçoivent depuis la commande.", "For a single device. Those of an order are received from the order."),
    };

    /// <summary>A form about a device, with what it is and where it stands.</summary>
    public static async Task<Asked?> Ask(Turn turn, Text title, FormFields form, Func<Device, Fields>? values = null) => await Device.Find(turn.Db, turn.Caller, turn.Id, turn.Stop) is { } device
        ? new Asked(Words.Short(title), form, Path(device), (device.AssetTag, device.AssetTag))
        {
            Values = values?.Invoke(device) ?? Fields.None, Version = device.Version,
            Facts = [(("Appareil", "Device"), $"{device.AssetTag} · {device.Model.Name} · {device.SerialNumber}"), (("État actuel", "Present state"), turn.In(Words.Of<StateCodes>(device.State)))],
        }
        : null;
}
