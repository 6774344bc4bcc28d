using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Distribution;
using TabletLoans.Storage;

namespace TabletLoans.Web.Pages;

/// <summary>Shipments: packed for a school by scan, sent with their note, confirmed by the school.</summary>
internal static class ShipmentPages
{
    private static readonly Text Name = ("Expéditions", "Shipments");

    public static void Map(IEndpointRouteBuilder organisation)
    {
        organisation.Shows("shipments", Permission.ReadFleet, List);
        organisation.Shows("shipments/{id:guid}", Permission.ReadFleet, (Guid id, Visit visit, Db db, CancellationToken stop) => Read<ShipmentPage>(id, visit, db, stop));
        organisation.Shows("shipments/{id:guid}/note", Permission.ReadFleet, (Guid id, Visit visit, Db db, CancellationToken stop) => Read<DeliveryNotePage>(id, visit, db, stop));
        organisation.Acts<Opened>("shipments/add", Permission.Distribute, AskOpen,
            async (turn, request) => (await CreateShipment.Run(turn.Db, turn.Caller, request.ToRequest(), turn.Stop)).Then(shipment => new Done($"shipments/{shipment.Id:D}", ($"L'expédition {shipment.Number} est ouverte.", $"Shipment {shipment.Number} is open."))));
        organisation.Acts<PackShipment.Request>("shipments/{id:guid}/pack", Permission.Distribute, turn => AskDevices(turn, ("Ajouter des appareils", "Add devices")),
            async (turn, request) => (await PackShipment.Run(turn.Db, turn.Caller, turn.Id, request, turn.Stop)).Then(view => Scans.Told(view.Results, request.Devices, Path(turn), ("{0} emballés", "{0} packed"))));
        organisation.Acts<PackShipment.Request>("shipments/{id:guid}/unpack", Permission.Distribute, turn => AskDevices(turn, ("Retirer des appareils", "Take devices out")),
            async (turn, request) => (await UnpackShipment.Run(turn.Db, turn.Caller, turn.Id, request, turn.Stop)).Then(view => Scans.Told(view.Results, request.Devices, Path(turn), ("{0} retirés", "{0} taken out"))));
        organisation.Acts<SendShipment.Request>("shipments/{id:guid}/send", Permission.Distribute,
            turn => Ask(turn, ("Expédier", "Send"), FormFields.Of<SendShipment.Request>().Named("reason", ("Motif (si l'allocation est dépassée)", "Reason (beyond the allocation)")), ("Les appareils partent : l'établissement les verra arriver.", "The devices leave: the school will see them come.")),
            async (turn, request) => (await SendShipment.Run(turn.Db, turn.Caller, turn.Id, request, turn.IfMatch, turn.Stop)).Then(_ => new Done(Path(turn), ("L'expédition est en route.", "The shipment is on its way."), [turn.In(("Imprimez le bon de livraison : l'établissement le signe.", "Print the delivery note: the school signs it."))])));
        organisation.Acts<CancelShipment.Request>("shipments/{id:guid}/cancel", Permission.Distribute,
            async turn => (await Ask(turn, ("Annuler l'expédition", "Cancel the shipment"), FormFields.Of<CancelShipment.Request>(), ("Les appareils restent où ils sont.", "The devices stay where they are."))) is { } asked ? asked with { IsGrave = true } : null,
            async (turn, request) => (await CancelShipment.Run(turn.Db, turn.Id, request.Reason, turn.IfMatch, turn.Stop)).Then(_ => new Done(Path(turn), ("L'expédition est annulée.", "The shipment is cancelled."))));
        organisation.Acts<RecallShipment.Request>("shipments/{id:guid}/recall", Permission.Distribute,
            async turn => (await Ask(turn, ("Rappeler l'expédition", "Recall the shipment"), FormFields.Of<RecallShipment.Request>(), ("Ce qui n'est pas arrivé revient en stock.", "What has not arrived comes back to stock."))) is { } asked ? asked with { IsGrave = true } : null,
            async (turn, request) => (await RecallShipment.Run(turn.Db, turn.Id, request, turn.IfMatch, turn.Stop)).Then(_ => new Done(Path(turn), ("L'expédition est rappelée.", "The shipment is recalled."))));
        organisation.Acts<Arrived>("shipments/{id:guid}/arrival", Permission.ConfirmArrival, AskArrival, Receive);
        organisation.Acts<Nothing>("shipments/{id:guid}/close", Permission.ConfirmArrival, turn => Ask(turn, ("Terminer la réception", "End the reception"), FormFields.None, ("Ce qui n'est pas arrivé sera signalé manquant.", "What has not arrived will be reported missing.")),
            async (turn, _) => (await CloseShipment.Run(turn.Db, turn.Id, turn.IfMatch, turn.Stop)).Then(_ => new Done(Path(turn), ("La réception est terminée.", "The reception is ended."))));
        organisation.Acts<CollectShipment.Request>("shipments/{id:guid}/collection", Permission.ConfirmArrival, turn => AskDevices(turn, ("Confirmer ce qui est parti d'ici", "Confirm what left here")),
            async (turn, request) => (await CollectShipment.Run(turn.Db, turn.Caller, turn.Id, request, turn.Stop)).Then(view => Scans.Told(view.Results, request.Devices, Path(turn), ("{0} remis", "{0} handed over"))));
    }

    private static string Path(Turn turn) => $"shipments/{turn.Id:D}";

    private static async Task<IResult> List(Query<ListShipments.Filter> query, Db db, CancellationToken stop) =>
        await query.Show<ShipmentsPage, Shipment>(filter => ListShipments.Run(db, filter, stop), await SchoolChoice.Read(db, query.Filter.SchoolId, stop));

    internal sealed record FileOfShipment(Shipment Shipment, IReadOnlyList<Told> Events);

    private static async Task<IResult> Read<TPage>(Guid id, Visit visit, Db db, CancellationToken stop) where TPage : Microsoft.AspNetCore.Components.IComponent
    {
        if (await Shipment.Find(db, id, stop) is not { } shipment) return Show.NotFound();
        var events = await Timeline.Of(db, "e.device_id is null and e.subject_id", id, new PageRequest { Limit = 200 }, stop);
        return Show.Page<TPage>(new FileOfShipment(shipment, await Told.Of(db, events.Value!.Items, visit.Culture, stop)));
    }

    /// <summary>As the form sends it: devices may be packed later, by scan.</summary>
    internal sealed record Opened
    {
        public required Guid? SchoolId { get; init; }
        [Items(500)] public IReadOnlyList<string>? Devices { get; init; }
        [Text(200)] public string? Via { get; init; }
        [Text(100)] public string? Reference { get; init; }
        [Text(100)] public string? Programme { get; init; }
        public bool? Send { get; init; }
        [Text(500)] public string? Reason { get; init; }

        public CreateShipment.Request ToRequest() => new() { SchoolId = SchoolId, Devices = Devices ?? [], Via = Via, Reference = Reference, Programme = Programme, Send = Send, Reason = Reason };
    }

    private static async Task<Asked?> AskOpen(Turn turn)
    {
        var schools = await SchoolChoice.Read(turn.Db, turn.GivenId("schoolId"), turn.Stop);
        return new Asked(("Préparer une expédition", "Prepare a shipment"), FormFields.Of<Opened>().Choose("schoolId", schools.Options).Named("reason", ("Motif (si l'allocation est dépassée)", "Reason (beyond the allocation)")), "shipments", Name)
        {
            Values = Fields.Of(("schoolId", turn.GivenId("schoolId")?.ToString("D"))),
            Lead = schools.Options.Count > 0 ? null : ("Choisissez d'abord l'établissement dans la liste des établissements : sa page mène ici.", "First choose the school in the list of schools: its page leads here."),
        };
    }

    private static async Task<Asked?> Ask(Turn turn, Text title, FormFields form, Text? lead = null) => await Shipment.Find(turn.Db, turn.Id, turn.Stop) is { } shipment
        ? new Asked(title, form, Path(turn), (shipment.Number, shipment.Number))
        {
            Lead = lead, Version = shipment.Version,
            Facts = [(("Établissement", "School"), $"{shipment.School.Name} ({shipment.School.Uai})"), (("Appareils", "Devices"), shipment.Shipped.ToString("N0", turn.Visit.Culture))],
        }
        : null;

    private static Task<Asked?> AskDevices(Turn turn, Text title) => Ask(turn, title, FormFields.Of<PackShipment.Request>());

    /// <summary>What a school confirms: ticked from the list, or scanned; both count.</summary>
    internal sealed record Arrived
    {
        [Items(500)] public IReadOnlyList<string>? Ticked { get; init; }
        [Items(500)] public IReadOnlyList<string>? Devices { get; init; }
        public bool? Close { get; init; }
    }

    private static async Task<Asked?> AskArrival(Turn turn)
    {
        if (await Shipment.Find(turn.Db, turn.Id, turn.Stop) is not { } shipment) return null;
        var awaited = shipment.Devices!.Where(device => device.State is "in_transit" or "missing").Select(device => new Option(device.AssetTag, $"{device.AssetTag} · {device.Manufacturer} {device.Reference} · {device.SerialNumber}")).ToList();
        return await Ask(turn, ("Confirmer l'arrivée", "Confirm the arrival"), FormFields.Of<Arrived>().Choose("ticked", awaited)
            .Named("devices", ("Ou scannez ce qui est là", "Or scan what is there"), ("Un par ligne. Ce qui n'était pas annoncé est noté, et n'est pas refusé.", "One to a line. What was not announced is written down, and not refused.")));
    }

    private static async Task<Outcome<Done>> Receive(Turn turn, Arrived arrived)
    {
        string[] names = [.. (arrived.Ticked ?? []).Concat(arrived.Devices ?? []).Distinct(StringComparer.OrdinalIgnoreCase)];
        if (names.Length == 0 && arrived.Close != true) return Refusal.Invalid("/ticked", Errors.Missing);
        var outcome = await ReceiveShipment.Run(turn.Db, turn.Caller, turn.Id, new ReceiveShipment.Request { Devices = names }, arrived.Close == true, turn.Stop);
        return outcome.Then(view =>
        {
            var done = Scans.Told(view.Results, names, Path(turn), ("{0} arrivés", "{0} arrived"));
            return view.Missing.Count == 0 ? done with { Lines = [.. done.Lines, turn.In(("Tout est là.", "All is there."))] }
                : done with { Lines = [.. done.Lines, turn.In(("Pas encore arrivés : ", "Not arrived yet: ")) + string.Join(", ", view.Missing.Take(20)) + (view.Missing.Count > 20 ? "…" : ".")] };
        });
    }
}
