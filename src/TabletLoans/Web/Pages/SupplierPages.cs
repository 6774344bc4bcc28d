using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Purchasing;
using TabletLoans.Storage;

namespace TabletLoans.Web.Pages;

/// <summary>Suppliers: their list and the file of each.</summary>
internal static class SupplierPages
{
    private static readonly Text Name = ("Fournisseurs", "Suppliers");

    private static FormFields Form => FormFields.Of<RegisterSupplier.Request>().Named("email", ("Courriel", "E-mail"), ("Une adresse de l'entreprise, pas d'une personne.", "A mailbox of the company, not of a person."));

    public static void Map(IEndpointRouteBuilder organisation)
    {
        organisation.Shows("suppliers", Permission.ReadPurchasing, (Query<PageRequest> query, Db db, CancellationToken stop) => query.Show<SuppliersPage, Supplier>(filter => ListSuppliers.Run(db, filter, stop)));
        organisation.Shows("suppliers/{id:guid}", Permission.ReadPurchasing, Read);
        organisation.Acts<RegisterSupplier.Request>("suppliers/add", Permission.ManagePurchasing,
            turn => Task.FromResult<Asked?>(new(("Ajouter un fournisseur", "Add a supplier"), Form, "suppliers", Name)),
            async (turn, request) => (await RegisterSupplier.Run(turn.Db, request, turn.Stop)).Then(supplier => new Done($"suppliers/{supplier.Id:D}", ("Le fournisseur est ajouté.", "The supplier is added."))));
        organisation.Acts<RegisterSupplier.Request>("suppliers/{id:guid}/change", Permission.ManagePurchasing, AskChange,
            async (turn, request) => (await ChangeSupplier.Run(turn.Db, turn.Id, turn.IfMatch, Form.PatchOf(request), turn.Stop)).Then(supplier => new Done($"suppliers/{supplier.Id:D}", ("Le fournisseur est modifié.", "The supplier is changed."))));
    }

    internal sealed record FileOfSupplier(Supplier Supplier, IReadOnlyList<PurchaseOrder> Orders);

    private static async Task<IResult> Read(Guid id, Db db, CancellationToken stop)
    {
        var supplier = await ReadSupplier.Run(db, id, stop);
        if (supplier.Refusal is { } refusal) return Show.Refused(refusal);
        var orders = await ListPurchaseOrders.Run(db, new ListPurchaseOrders.Filter { SupplierId = id, Limit = 100 }, stop);
        return Show.Page<SupplierPage>(new FileOfSupplier(supplier.Value!, orders.Value!.Items));
    }

    private static async Task<Asked?> AskChange(Turn turn) => (await ReadSupplier.Run(turn.Db, turn.Id, turn.Stop)).Value is { } supplier
        ? new Asked(("Modifier le fournisseur", "Change the supplier"), Form, $"suppliers/{supplier.Id:D}", (supplier.Name, supplier.Name)) { Values = Fields.Standing(supplier), Version = supplier.Version }
        : null;
}
