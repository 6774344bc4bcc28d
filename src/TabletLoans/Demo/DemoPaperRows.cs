using TabletLoans.Devices;
using TabletLoans.Storage;

namespace TabletLoans.Demo;

/// <summary>Writes what stands around the devices and their loans: orders, shipments, incidents, disposals, inventories.</summary>
internal static class DemoPaperRows
{
    public static async Task WriteOrders(Tx tx, DemoLedger ledger)
    {
        await Insert(tx, SupplierSql, "(@Id, @organisationId, @Name, @NameKey, @Siret, @Email, @CreatedAt, @CreatedAt, 1)", ledger.Suppliers);
        await Insert(tx, OrderSql, "(@Id, @organisationId, @SupplierId, @Reference, @ReferenceKey, @ContractReference, @State, @CommitmentOn, @OrderedOn, @CreatedAt, @UpdatedAt, @Version)", ledger.Orders);
        await Insert(tx, LineSql, "(@Id, @organisationId, @OrderId, @Position, @ModelId, @Quantity, @Delivered, @ExclTaxCents, @InclTaxCents, @Origin, @FundingLineId, @Imputation)", ledger.Orders.SelectMany(order => order.Lines).ToList());
        await Insert(tx, DeliverySql, "(@Id, @organisationId, @OrderId, @LineId, @Quantity, @DeliveredOn, @DeliveryNote, @ReceivedBy, @AcceptedAt, @AcceptedBy, @AcceptedOn, @InvoiceReference, @WarrantyStartsOn, @WarrantyMonths, @CreatedAt, @UpdatedAt, @Version)", ledger.Deliveries);
    }

    public static async Task WriteShipments(Tx tx, DemoLedger ledger)
    {
        await Insert(tx, RefusalSql, "(@Delivery, @Device, @Reason)", ledger.Deliveries
            .SelectMany(delivery => delivery.Refused.Select(refused => new { Delivery = delivery.Id, Device = refused.Device.Id, refused.Reason })).ToList());
        await Insert(tx, AllocationSql, "(@Id, @organisationId, @SchoolId, @Programme, @Quantity, @CreatedAt, @CreatedAt, 1)", ledger.Allocations);
        foreach (var (year, last) in ledger.ShipmentNumbers) await tx.Execute(AssetTags.TakeSql, new { name = $"shipment_{year}", count = last });
        await Insert(tx, ShipmentSql, "(@Id, @organisationId, @Number, @SchoolId, @Via, @Programme, @State, @SentAt, @ClosedAt, @CreatedAt, @UpdatedAt, @Version)", ledger.Shipments);
        await Insert(tx, ShippedSql, "(@Id, @organisationId, @ShipmentId, @DeviceId, @PackedAt, @PackedBy, @EndedAt, @EndedBy, @Outcome)", ledger.Shipments.SelectMany(shipment => shipment.Lines).ToList());
        await Insert(tx, UnexpectedSql, "(@Shipment, @Device, @Anomaly)", ledger.Shipments
            .SelectMany(shipment => shipment.Unexpected.Select(one => new { Shipment = shipment.Id, Device = one.Device.Id, Anomaly = one.Anomaly.Id })).ToList());
    }

    public static async Task WriteIncidents(Tx tx, DemoLedger ledger)
    {
        await Insert(tx, ScaleSql, "(@Id, @organisationId, @AppliesFrom, @Reference, @Wear, @Years, @Items, @CreatedAt, @CreatedBy)", ledger.Scales);
        await Insert(tx, IncidentSql, """
            (@Id, @organisationId, @DeviceId, @Kind, @SchoolId, @LoanId, @Circumstances, @OccurredOn, @PoliceReport, @Insurer, @InsurerReference, @SpareDeviceId, @DeclaredAt, @DeclaredBy,
              @ConfirmedAt, @ConfirmedBy, @Decision, @DecisionReason, @DecisionReference, @DecidedAt, @DecidedBy, @Outcome, @ClosedAt, @ClosedBy, @UpdatedAt, @Version)
            """, ledger.Incidents);
        await Insert(tx, RecoverySql, """
            (@Id, @organisationId, @IncidentId, @LoanId, @BorrowerId, @ScaleId, @DecisionReference, @Lines, @PriceCents, @InServiceOn, @AgeMonths, @ItemsCents, @ResidualCents, @ComputedCents,
              @AmountCents, @ReductionReason, @IssuedOn, @IssuedAt, @By, @SettledOn, @SettledAt, @SettledBy, @Receipt, @WaivedOn, @WaivedAt, @WaivedBy, @WaiveReason, @UpdatedAt, @Version)
            """, ledger.Recoveries);
    }

    public static async Task WriteDisposals(Tx tx, DemoLedger ledger)
    {
        await Insert(tx, ThresholdSql, "(@Id, @organisationId, @Code, @AppliesFrom, @Value, @Source, @CreatedAt, @CreatedBy)", ledger.Thresholds);
        await Insert(tx, DisposalSql, """
            (@Id, @organisationId, @DeviceId, @Kind, @Reference, @ActSignedOn, @Deliberation, @UnitValueCents, @BeneficiaryKind, @BeneficiaryName, @BeneficiarySiret, @BorrowerId, @PriceCents, @BuyerKind,
              @EcoOrganism, @WeightGrams, @ThresholdId, @DisposedOn, @DisposedAt, @DisposedBy)
            """, ledger.Disposals);
    }

    public static async Task WriteInventories(Tx tx, DemoLedger ledger)
    {
        await Insert(tx, InventorySql, "(@Id, @organisationId, @Name, @SchoolId, true, @State, @Expected, @Found, @Misplaced, @Unknown, @Missing, 0, @LastLine, @OpenedAt, @By, @EndedAt, @EndedBy, @UpdatedAt, @Version)", ledger.Inventories);
        await Insert(tx, CountedSql, "(@InventoryId, @Line, @organisationId, @DeviceId, @ScannedText, @ScannedCode, @ExpectedState, @Outcome, @State, @SchoolId, @ScannedAt, @ScannedBy)", ledger.Inventories.SelectMany(inventory => inventory.Lines).ToList());
    }

    private static Task<int> Insert<T>(Tx tx, string insert, string row, IReadOnlyList<T> rows) => DemoRows.Insert(tx, insert, row, rows);

    public const string SupplierSql = "insert into supplier (id, organisation_id, name, name_key, siret, email, created_at, updated_at, version) values";
    public const string OrderSql = "insert into purchase_order (id, organisation_id, supplier_id, reference, reference_key, contract_reference, state, commitment_on, ordered_on, created_at, updated_at, version) values";

    public const string LineSql = """
        insert into purchase_line (id, organisation_id, order_id, position, model_id, quantity, delivered, unit_price_excl_tax_cents, unit_price_incl_tax_cents,
          origin, funding_line_id, budget_imputation) values
        """;

    public const string DeliverySql = """
        insert into delivery (id, organisation_id, order_id, line_id, quantity, delivered_on, delivery_note, received_by, accepted_at, accepted_by, accepted_on, invoice_reference,
          warranty_starts_on, warranty_months, created_at, updated_at, version) values
        """;

    public const string RefusalSql = "insert into delivery_refusal (delivery_id, device_id, reason) values";
    public const string AllocationSql = "insert into allocation (id, organisation_id, school_id, programme, quantity, created_at, updated_at, version) values";
    public const string ShipmentSql = "insert into shipment (id, organisation_id, number, school_id, via, programme, state, sent_at, closed_at, created_at, updated_at, version) values";
    public const string ShippedSql = "insert into shipment_device (id, organisation_id, shipment_id, device_id, packed_at, packed_by, ended_at, ended_by, outcome) values";
    public const string UnexpectedSql = "insert into shipment_unexpected (shipment_id, device_id, anomaly_id) values";
    public const string ThresholdSql = "insert into threshold (id, organisation_id, code, applies_from, value, source, created_at, created_by) values";

    public const string ScaleSql = """
        insert into recovery_scale (id, organisation_id, applies_from, deliberation_reference, wear_percent_per_year, depreciation_years, items, created_at, created_by) values
        """;

    public const string IncidentSql = """
        insert into incident (id, organisation_id, device_id, kind, school_id, loan_id, circumstances, occurred_on, police_report, insurer, insurer_reference, spare_device_id, declared_at,
          declared_by, confirmed_at, confirmed_by, decision, decision_reason, decision_reference, decided_at, decided_by, outcome, closed_at, closed_by, updated_at, version) values
        """;

    public const string RecoverySql = """
        insert into recovery (id, organisation_id, incident_id, loan_id, borrower_id, scale_id, decision_reference, lines, price_incl_tax_cents, in_service_on, age_months, items_cents,
          residual_cents, computed_cents, amount_cents, reduction_reason, issued_on, issued_at, issued_by, settled_on, settled_at, settled_by, receipt_reference, waived_on, waived_at,
          waived_by, waive_reason, updated_at, version) values
        """;

    public const string DisposalSql = """
        insert into disposal (id, organisation_id, device_id, kind, reference, act_signed_on, deliberation_reference, unit_value_cents, beneficiary_kind, beneficiary_name, beneficiary_siret, borrower_id,
          price_cents, buyer_kind, eco_organism, weight_grams, threshold_id, disposed_on, disposed_at, disposed_by) values
        """;

    public const string InventorySql = """
        insert into inventory (id, organisation_id, name, school_id, include_on_loan, state, expected_count, found_count, misplaced_count, unknown_count, missing_count, moved_count,
          last_line, opened_at, opened_by, ended_at, ended_by, updated_at, version) values
        """;

    public const string CountedSql = """
        insert into inventory_line (inventory_id, line, organisation_id, device_id, scanned_text, scanned_code, expected_state, outcome, state, school_id, scanned_at, scanned_by) values
        """;
}
