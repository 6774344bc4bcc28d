using System.Net;
using TabletLoans.Purchasing;
using TabletLoans.Storage;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Purchasing;

public sealed class PurchaseOrderTests(Engine engine) : ApiTest(engine)
{
    private static IEnumerable<string> States => PurchaseLifecycle.States.Select(state => state.Code);

    [Test]
    public async Task An_Order_Is_The_Sum_Of_Its_Lines_To_The_Cent()
    {
        var (supplier, model) = (await Purchase.SupplierOf(Given), (await Given.Model()).Id);
        var order = (await Purchase.Draft(Given, supplier, Purchase.OfModel(model, 3, 3_333, 3_999), Purchase.OfModel(model, 100_000, 100_000_000, 100_000_000))).Must(HttpStatusCode.Created);
        Assert.That((order["totalExclTaxCents"].GetInt64(), order["totalInclTaxCents"].GetInt64()), Is.EqualTo((10_000_000_009_999L, 10_000_000_011_997L)));
        Assert.That((order["ordered"].GetInt64(), order["delivered"].GetInt64(), order["state"].GetString()), Is.EqualTo((100_003L, 0L, "draft")));
        Assert.That((await Given.Read($"purchase-orders/{order.Id}")).Text, Is.EqualTo(order.Text));
    }

    [Test]
    public async Task What_An_Order_Cannot_Be_Is_Refused_All_At_Once()
    {
        var model = (await Given.Model()).Id;
        var refused = await Given.Manager.Post(Given.Path("purchase-orders"), new
        {
            supplierId = Guid.CreateVersion7(), reference = "BC", commitmentOn = "2026-02-02", orderedOn = "2026-02-01",
            lines = new[] { Purchase.OfModel(Guid.CreateVersion7(), 1), Purchase.OfModel(model, 1, 200, 100) },
        });
        Assert.That(refused.Must(HttpStatusCode.UnprocessableEntity).Errors.Keys, Is.EquivalentTo(new[] { "/supplierId", "/lines/0/modelId", "/lines/1/unitPriceInclTaxCents", "/orderedOn" }));
        var supplier = await Purchase.SupplierOf(Given);
        Assert.That((await Purchase.Draft(Given, supplier)).Must(HttpStatusCode.UnprocessableEntity).Errors["/lines"], Is.EqualTo("missing"));
        Assert.That((await Purchase.Draft(Given, supplier, Purchase.OfModel(model, 0))).Must(HttpStatusCode.UnprocessableEntity).Errors["/lines/0/quantity"], Is.EqualTo("out_of_range"));
        Assert.That((await Purchase.Draft(Given, supplier, new { quantity = 1 })).Must(HttpStatusCode.UnprocessableEntity).Errors, Has.Count.EqualTo(3));
        Assert.That((await Given.Read("purchase-orders")).Items, Is.Empty);
    }

    [Test]
    public async Task A_Reference_Is_Of_One_Order_Only()
    {
        var (supplier, lines) = (await Purchase.SupplierOf(Given), new[] { Purchase.OfModel((await Given.Model()).Id, 1) });
        (await Post("BC 1")).Must(HttpStatusCode.Created);
        Assert.That((await Post("bc  1")).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("purchase_order_taken"));
        var second = (await Post("BC 2")).Must(HttpStatusCode.Created);
        Assert.That((await Patch(second.Id, new { reference = "BC 1" }, "*")).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("purchase_order_taken"));
        Assert.That((await Given.Read("purchase-orders")).Items, Has.Count.EqualTo(2));

        Task<Answer> Post(string reference) => Given.Manager.Post(Given.Path("purchase-orders"), new { supplierId = supplier, reference, lines });
    }

    [Test]
    public async Task A_Draft_Changes_And_What_Is_Ordered_Does_Not()
    {
        var (supplier, model) = (await Purchase.SupplierOf(Given), (await Given.Model()).Id);
        var draft = (await Purchase.Draft(Given, supplier, Purchase.OfModel(model, 1))).Must(HttpStatusCode.Created);
        var changed = (await Patch(draft.Id, new { contractReference = "2020-17", lines = new[] { Purchase.OfModel(model, 2, 100, 120), Purchase.OfModel(model, 3, 10, 12) } }, draft.Headers["ETag"])).Must(HttpStatusCode.OK);
        Assert.That((changed["totalInclTaxCents"].GetInt64(), changed["contractReference"].GetString(), changed.Headers["ETag"]), Is.EqualTo((276L, "2020-17", "\"2\"")));
        Assert.That((await Patch(draft.Id, new { reference = "X" }, draft.Headers["ETag"])).Must(HttpStatusCode.PreconditionFailed).Code, Is.EqualTo("version_conflict"));
        (await Patch(draft.Id, new { reference = "X" }, null)).Must(HttpStatusCode.PreconditionRequired);
        (await Patch(draft.Id, new { lines = Array.Empty<object>() }, "*")).Must(HttpStatusCode.UnprocessableEntity);

        var ordered = (await Purchase.Move(Given, draft.Id, "order")).Must(HttpStatusCode.OK);
        Assert.That(ordered["orderedOn"].GetString(), Is.Not.Null);
        Assert.That((await Patch(draft.Id, new { reference = "X" }, "*")).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("purchase_order_not_draft"));
        Assert.That((await Given.Read($"purchase-orders/{draft.Id}")).Text, Is.EqualTo(ordered.Text));
    }

    [Test]
    public async Task Orders_Are_Listed_By_State_And_Supplier()
    {
        var (first, second, model) = (await Purchase.SupplierOf(Given), await Purchase.SupplierOf(Given), (await Given.Model()).Id);
        var ordered = await Purchase.Ordered(Given, first, Purchase.OfModel(model, 2, 10, 12));
        var draft = (await Purchase.Draft(Given, second, Purchase.OfModel(model, 1))).Must(HttpStatusCode.Created);
        Assert.That(await Ids("?state=ordered"), Is.EqualTo(new[] { ordered.Id }));
        Assert.That(await Ids($"?supplierId={second}"), Is.EqualTo(new[] { draft.Id }));
        Assert.That(await Ids($"?supplierId={second}&state=ordered"), Is.Empty);
        Assert.That(await Ids(""), Is.EqualTo(new[] { ordered.Id, draft.Id }));
        Assert.That((await Given.Read("purchase-orders?state=ordered")).Items[0].GetProperty("totalInclTaxCents").GetInt64(), Is.EqualTo(24));

        async Task<IEnumerable<Guid>> Ids(string query) => (await Given.Read($"purchase-orders{query}")).Items.Select(item => item.GetProperty("id").GetGuid());
    }

    /// <summary>Every state × every row of the table, through HTTP.</summary>
    [TestCaseSource(nameof(States))]
    public async Task Moves_Follow_The_Table(string state)
    {
        foreach (var row in PurchaseLifecycle.All.Where(row => row.UseCase is null))
        {
            var order = await In(state);
            var answer = await Purchase.Move(Given, order, row.Name);
            if (row.StartsFrom(state)) Assert.That(answer.Must(HttpStatusCode.OK)["state"].GetString(), Is.EqualTo(row.To.Code));
            else Assert.That(answer.Must(HttpStatusCode.Conflict).Reasons, Does.Contain("illegal_order_transition"), $"{state}, {row.Name}");
        }
        var receiving = await In(state);
        var line = Purchase.LineOf(await Given.Read($"purchase-orders/{receiving}"));
        var received = await Purchase.Receive(Given, receiving, line, [$"R-{Guid.CreateVersion7():N}"]);
        if (PurchaseLifecycle.ReceivePart.StartsFrom(state)) received.Must(HttpStatusCode.OK);
        else Assert.That(received.Must(HttpStatusCode.Conflict).Reasons, Does.Contain("illegal_order_transition"));
    }

    [Test]
    public void The_Migration_Allows_The_States_Of_The_Table_And_No_Other()
    {
        var check = Migrator.All.Single(migration => migration.Name.StartsWith("0007", StringComparison.Ordinal)).Sql.Split("ck_purchase_order_state check (state in (")[1].Split(')')[0];
        Assert.That(check.Split(',').Select(code => code.Trim().Trim('\'')), Is.EqualTo(States));
    }

    [Test]
    public async Task An_Order_Is_Not_Closed_Before_What_Came_Is_Accepted_Nor_Cancelled_While_Something_Is_Here()
    {
        var purchase = await Purchase.At(Given, (await Given.Model()).Id);
        Assert.That((await Purchase.Move(Given, purchase.Order, "close")).Must(HttpStatusCode.Conflict).Reasons, Is.EqualTo(new[] { "delivery_not_accepted" }));
        Assert.That((await Purchase.Move(Given, purchase.Order, "cancel")).Must(HttpStatusCode.Conflict).Reasons, Is.EqualTo(new[] { "illegal_order_transition", "order_has_deliveries" }));
        (await Given.Manager.Post(Given.Path($"deliveries/{purchase.Delivery}/accept"))).Must(HttpStatusCode.OK);
        Assert.That((await Purchase.Move(Given, purchase.Order, "close")).Must(HttpStatusCode.OK)["state"].GetString(), Is.EqualTo("closed"));
    }

    [Test]
    public async Task Who_Reads_The_Fleet_Reads_Orders_And_Only_Purchasing_Writes_Them()
    {
        var supplier = await Purchase.SupplierOf(Given);
        using var auditor = await Given.Client("auditor");
        (await auditor.Get(Given.Path($"suppliers/{supplier}"))).Must(HttpStatusCode.OK);
        Assert.That((await auditor.Post(Given.Path("suppliers"), new { name = "X" })).Must(HttpStatusCode.Forbidden).Code, Is.EqualTo("permission_missing"));
        await Given.School();
        using var limited = await Given.Client("fleet_manager", "0381903M");
        (await limited.Post(Given.Path("suppliers"), new { name = "X" })).Must(HttpStatusCode.Forbidden);
    }

    private async Task<Guid> In(string state)
    {
        var (supplier, model) = (await Purchase.SupplierOf(Given), (await Given.Model()).Id);
        var order = (await Purchase.Draft(Given, supplier, Purchase.OfModel(model, 2))).Must(HttpStatusCode.Created);
        if (state != "draft") (await Purchase.Move(Given, order.Id, state == "cancelled" ? "cancel" : "order")).Must(HttpStatusCode.OK);
        if (state is "partly_delivered" or "delivered" or "closed")
        {
            var received = (await Purchase.Receive(Given, order.Id, Purchase.LineOf(order), Enumerable.Range(0, state == "partly_delivered" ? 1 : 2).Select(_ => $"S-{Guid.CreateVersion7():N}"))).Must(HttpStatusCode.OK);
            (await Given.Manager.Post(Given.Path($"deliveries/{received["delivery"].GetProperty("id").GetGuid()}/accept"))).Must(HttpStatusCode.OK);
        }
        if (state == "closed") (await Purchase.Move(Given, order.Id, "close")).Must(HttpStatusCode.OK);
        Assert.That((await Given.Read($"purchase-orders/{order.Id}"))["state"].GetString(), Is.EqualTo(state));
        return order.Id;
    }

    private Task<Answer> Patch(Guid id, object body, string? ifMatch) => Given.Manager.Patch(Given.Path($"purchase-orders/{id}"), body, ifMatch);
}
