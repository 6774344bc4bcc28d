using System.Net;

namespace TabletLoans.Tests.Support;

/// <summary>An order of three devices on one line, of which one has come.</summary>
internal sealed record Purchase(Guid Supplier, Guid Order, Guid Line, Guid Delivery)
{
    private static int _count;

    public static async Task<Purchase> At(Given given, Guid model)
    {
        var supplier = await SupplierOf(given);
        var order = await Ordered(given, supplier, OfModel(model, 3));
        var line = LineOf(order);
        var received = await Receive(given, order.Id, line, [$"SN-{Guid.CreateVersion7():N}"]);
        return new Purchase(supplier, order.Id, line, received.Must(HttpStatusCode.OK)["delivery"].GetProperty("id").GetGuid());
    }

    public static async Task<Guid> SupplierOf(Given given, string? name = null) =>
        (await given.Manager.Post(given.Path("suppliers"), new { name = name ?? $"Fournisseur {Interlocked.Increment(ref _count)}" })).Must(HttpStatusCode.Created).Id;

    public static object OfModel(Guid modelId, int quantity, long unitPriceExclTaxCents = 37_300, long unitPriceInclTaxCents = 44_760) =>
        new { modelId, quantity, unitPriceExclTaxCents, unitPriceInclTaxCents };

    public static Task<Answer> Draft(Given given, Guid supplierId, params object[] lines) =>
        given.Manager.Post(given.Path("purchase-orders"), new { supplierId, reference = $"BC-{Interlocked.Increment(ref _count)}", lines });

    public static async Task<Answer> Ordered(Given given, Guid supplierId, params object[] lines)
    {
        var draft = (await Draft(given, supplierId, lines)).Must(HttpStatusCode.Created);
        return (await Move(given, draft.Id, "order")).Must(HttpStatusCode.OK);
    }

    public static Task<Answer> Move(Given given, Guid order, string name, object? body = null) => given.Manager.Post(given.Path($"purchase-orders/{order}/{name}"), body);

    public static Guid LineOf(Answer order, int index = 0) => order["lines"][index].GetProperty("id").GetGuid();

    public static Task<Answer> Receive(Given given, Guid order, Guid lineId, IEnumerable<string> serials, string query = "", ApiClient? client = null) =>
        (client ?? given.Manager).Post(given.Path($"purchase-orders/{order}/deliveries{query}"), new { lineId, serials });

    public static IEnumerable<string> Serials(string prefix, int from, int count) => Enumerable.Range(from, count).Select(i => $"{prefix}-{i:D5}");
}
