using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Storage;

namespace TabletLoans.Purchasing;

/// <summary>A line of an order: so many of a model at a unit price.</summary>
internal sealed record PurchaseLine
{
    public const string RoundingRule =
        "Unit prices are whole cents, without and with tax, as on the order. A line is quantity × unit price; an order is the sum of its lines. Nothing is divided, so nothing is rounded: the total with tax is the sum of the prices with tax, never a rate applied to the total without.";

    public required Guid Id { get; init; }
    public required Guid ModelId { get; init; }
    [Between(1, 100_000)] public required int Quantity { get; init; }
    /// <summary>Received and not refused.</summary>
    [Between(0, 100_000)] public required int Delivered { get; init; }
    /// <summary>Cents a unit, without tax.</summary>
    [Between(0, 1e8)] public required long UnitPriceExclTaxCents { get; init; }
    /// <summary>Cents a unit, with tax.</summary>
    [Between(0, 1e8)] public required long UnitPriceInclTaxCents { get; init; }
    /// <summary>quantity × unit price.</summary>
    [Between(0, 1e13)] public long TotalExclTaxCents => checked(Quantity * UnitPriceExclTaxCents);
    /// <summary>quantity × unit price.</summary>
    [Between(0, 1e13)] public long TotalInclTaxCents => checked(Quantity * UnitPriceInclTaxCents);
    [OneOf<Origins>] public required string Origin { get; init; }
    /// <summary>The funding line that pays it.</summary>
    public Guid? FundingLineId { get; init; }
    /// <summary>Its code.</summary>
    [Text(50)] public string? FundingLine { get; init; }
    /// <summary>The account that it is booked on: 21831, 2183…</summary>
    [Text(100)] public string? BudgetImputation { get; init; }
}

/// <summary>A line as it is read, with what its devices need of the model.</summary>
internal sealed record PurchaseLineRow
{
    public Guid Id { get; init; }
    public Guid OrderId { get; init; }
    public int Position { get; init; }
    public Guid ModelId { get; init; }
    public int Quantity { get; init; }
    public int Delivered { get; init; }
    public long UnitPriceExclTaxCents { get; init; }
    public long UnitPriceInclTaxCents { get; init; }
    public string Origin { get; init; } = "";
    public Guid? FundingLineId { get; init; }
    public string? FundingLine { get; init; }
    public string? BudgetImputation { get; init; }

    public PurchaseLine View() => new()
    {
        Id = Id, ModelId = ModelId, Quantity = Quantity, Delivered = Delivered, UnitPriceExclTaxCents = UnitPriceExclTaxCents,
        UnitPriceInclTaxCents = UnitPriceInclTaxCents, Origin = Origin, FundingLineId = FundingLineId, FundingLine = FundingLine, BudgetImputation = BudgetImputation,
    };

    public const string SelectSql = """
        select l.id, l.order_id, l.position, l.model_id, l.quantity, l.delivered, l.unit_price_excl_tax_cents, l.unit_price_incl_tax_cents,
          l.origin, l.funding_line_id, f.code as funding_line, l.budget_imputation
        from purchase_line l
        left join funding_line f on f.id = l.funding_line_id
        """;

    public const string OfOrderSql = $"{SelectSql} where l.organisation_id = @organisationId and l.order_id = @id order by l.position";
}

/// <summary>A line as it is asked for, in a new order and in the change of a draft.</summary>
internal sealed record LineRequest
{
    public required Guid? ModelId { get; init; }
    [Between(1, 100_000)] public required int? Quantity { get; init; }
    /// <summary>Cents a unit, without tax.</summary>
    [Between(0, 1e8)] public required long? UnitPriceExclTaxCents { get; init; }
    /// <summary>Cents a unit, with tax; never below the price without.</summary>
    [Between(0, 1e8)] public required long? UnitPriceInclTaxCents { get; init; }
    /// <summary>new when absent.</summary>
    [OneOf<Origins>] public string? Origin { get; init; }
    /// <summary>The funding line that pays it: its devices keep it for life.</summary>
    public Guid? FundingLineId { get; init; }
    /// <summary>The account that it is booked on: 21831, 2183…</summary>
    [Text(100)] public string? BudgetImputation { get; init; }

    public static LineRequest Of(PurchaseLineRow row) => new()
    {
        ModelId = row.ModelId, Quantity = row.Quantity, UnitPriceExclTaxCents = row.UnitPriceExclTaxCents, UnitPriceInclTaxCents = row.UnitPriceInclTaxCents,
        Origin = row.Origin, FundingLineId = row.FundingLineId, BudgetImputation = row.BudgetImputation,
    };

    /// <summary>What the attributes cannot say: an order has lines, their models exist, tax is not negative.</summary>
    public static async Task<List<FieldError>> Check(Tx tx, Dialect dialect, IReadOnlyList<LineRequest> lines)
    {
        var errors = new List<FieldError>();
        if (lines.Count == 0) errors.Add(new FieldError("/lines", Errors.Missing));
        var asked = lines.Select(line => line.ModelId!.Value).Distinct().ToList();
        var known = asked.Count == 0 ? [] : await tx.List<Guid>($"{ModelsSql} {dialect.In("m.id", "@ids")}", new { ids = dialect.List(asked) });
        var fundings = lines.Select(line => line.FundingLineId).OfType<Guid>().Distinct().ToList();
        var funded = fundings.Count == 0 ? [] : await tx.List<Guid>($"{FundingsSql} {dialect.In("f.id", "@ids")}", new { ids = dialect.List(fundings) });
        foreach (var (i, line) in lines.Index())
        {
            if (line.FundingLineId is { } funding && !funded.Contains(funding)) errors.Add(new FieldError($"/lines/{i}/fundingLineId", Errors.UnknownReference));
            if (!known.Contains(line.ModelId!.Value)) errors.Add(new FieldError($"/lines/{i}/modelId", Errors.UnknownReference));
            if (line.UnitPriceInclTaxCents < line.UnitPriceExclTaxCents)
                errors.Add(new FieldError($"/lines/{i}/unitPriceInclTaxCents", Errors.OutOfRange, ("min", line.UnitPriceExclTaxCents), ("max", "…")));
        }
        return errors;
    }

    public static async Task Insert(Tx tx, Guid orderId, IReadOnlyList<LineRequest> lines)
    {
        foreach (var (i, line) in lines.Index())
            await tx.Execute(InsertSql, new
            {
                id = Id.New(), orderId, position = i + 1, line.ModelId, line.Quantity, line.UnitPriceExclTaxCents, line.UnitPriceInclTaxCents,
                origin = line.Origin ?? "new", line.FundingLineId, budgetImputation = TextKey.Tidy(line.BudgetImputation),
            });
    }

    public const string InsertSql = """
        insert into purchase_line (id, organisation_id, order_id, position, model_id, quantity, delivered, unit_price_excl_tax_cents,
          unit_price_incl_tax_cents, origin, funding_line_id, budget_imputation)
        values (@id, @organisationId, @orderId, @position, @modelId, @quantity, 0, @unitPriceExclTaxCents,
          @unitPriceInclTaxCents, @origin, @fundingLineId, @budgetImputation)
        """;

    public const string FundingsSql = "select f.id from funding_line f where f.organisation_id = @organisationId and f.cancelled_on is null and";

    public const string ModelsSql = "select m.id from device_model m where m.organisation_id = @organisationId and";
}
