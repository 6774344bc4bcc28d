using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Disposal;
using TabletLoans.Storage;
using TabletLoans.Wording;

namespace TabletLoans.Web.Pages;

/// <summary>The lawful end of devices: given, sold, recycled, handed to another body; one by one or many in the same way.</summary>
internal static class DisposalPages
{
    private static readonly Text Name = ("Sorties du parc", "Disposals");

    public static void Map(IEndpointRouteBuilder organisation)
    {
        organisation.Shows("disposals", Permission.ReadPurchasing, (Query<ListDisposals.Filter> query, Db db, CancellationToken stop) => query.Show<DisposalsPage, DeviceDisposal>(filter => ListDisposals.Run(db, filter, stop)));
        organisation.Shows("disposals/{id:guid}", Permission.ReadPurchasing, async (Guid id, Db db, CancellationToken stop) => Show.Page<DisposalPage, DeviceDisposal>(await ReadDisposal.Run(db, id, stop)));
        foreach (var kind in DisposalKinds.All)
        {
            var row = DisposalKinds.Row(kind);
            organisation.Acts<DisposeDevice.Request>($"devices/{{id:guid}}/{row.Name}", Permission.Dispose,
                async turn => await DeviceActions.Ask(turn, row.Summary, await Form(FormFields.Of<DisposeDevice.Request>(), turn, kind, "device"), device => Fields.Of(("device", device.Id.ToString("D")))) is { } asked
                    ? asked with { Form = asked.Form.Fixed("device", turn.Id.ToString("D")), IsGrave = true, Lead = row.Summary } : null,
                async (turn, request) => (await DisposeDevice.Run(turn.Db, turn.Caller, request with { Device = turn.Id.ToString("D"), Kind = kind }, turn.Stop)).Then(disposal => new Done($"disposals/{disposal.Id:D}", ("L'appareil a quitté le parc.", "The device has left the fleet."))));
            organisation.Acts<DisposeBatch.Request>($"disposals/{row.Name}", Permission.Dispose,
                async turn => new Asked(Words.Short(row.Summary), await Form(FormFields.Of<DisposeBatch.Request>(), turn, kind, "devices"), "disposals", Name) { Lead = ("Plusieurs appareils réformés, tous de la même façon. Les valeurs et les poids sont ceux d'un appareil.", "Several retired devices, all in the same way. Values and weights are those of one device."), IsGrave = true },
                async (turn, request) => (await DisposeBatch.Run(turn.Db, turn.Caller, request with { Kind = kind }, turn.Stop)).Then(view => Told(view, request.Devices)));
        }
    }

    /// <summary>What the law asks for that way out, and nothing else.</summary>
    private static async Task<FormFields> Form(FormFields form, Turn turn, string kind, string devices)
    {
        string[] asked = kind switch
        {
            DisposalKinds.Donation => ["beneficiary", "unitValueCents", "act", "deliberationReference"],
            DisposalKinds.Sale => ["buyerKind", "priceCents", "saleReference", "deliberationReference"],
            DisposalKinds.Recycling => ["ecoOrganism", "wasteSlip", "weightGrams"],
            _ => ["recipientOrganisation", "unitValueCents", "act", "deliberationReference"],
        };
        var borrowers = kind == DisposalKinds.Donation && turn.Caller.May(Permission.ReadPeople) ? await Choices.Borrowers(turn.Db, null, turn.Stop) : [];
        return form.Only([devices, "kind", .. asked, "overrideReason"]).Fixed("kind", kind).ChooseIn("beneficiary", "borrowerId", borrowers);
    }

    private static Done Told(DisposeBatch.View view, IReadOnlyList<string> names)
    {
        var refused = view.Results.Where(line => line.Problem is not null).ToList();
        var done = view.Results.Count - refused.Count;
        return new Done("disposals", ($"{done} sortis du parc, {refused.Count} refusés.", $"{done} left the fleet, {refused.Count} refused."), [.. refused.Select(line => $"{names[line.Line - 1]} : {line.Problem!.Detail}")])
        {
            Left = refused.Count == 0 ? null : ("devices", [.. refused.Select(line => names[line.Line - 1])]),
        };
    }
}
