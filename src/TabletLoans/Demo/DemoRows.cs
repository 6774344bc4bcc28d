using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Organisations;
using TabletLoans.Schools;
using TabletLoans.Storage;

namespace TabletLoans.Demo;

/// <summary>Writes the ledger of the demonstration in bulk, in one transaction: wholly or not at all.</summary>
internal static class DemoRows
{
    public static async Task Write(Writes writes, DemoLedger ledger, DemoStaff staff, string passwordHash, DateTimeOffset now)
    {
        var scope = new Scope { OrganisationId = ledger.OrganisationId, PrincipalId = staff.All[0].Id, EverySchool = true, Source = "demo" };
        var tx = new Tx(writes, scope, now);
        await RegisterSchool.Insert(tx, ledger.Schools);
        await staff.Write(writes, ledger.OrganisationId, passwordHash, ledger.Opened);
        foreach (var model in ledger.Models)
        {
            await tx.Execute(RegisterModel.InsertSql, new
            {
                model.Id, model.Kind, model.Manufacturer, manufacturerKey = DeviceModel.Key(model.Manufacturer), model.Reference,
                referenceKey = DeviceModel.Key(model.Reference), model.Name, model.Gtin, model.WeightGrams, model.RepairabilityIndex,
                model.TagRequired, model.MdmRequired, model.AccessoriesRequired, now = model.CreatedAt,
            });
        }
        await ledger.Programmes!.Write(writes, scope);
        await DemoPaperRows.WriteOrders(tx, ledger);
        foreach (var year in ledger.Devices.GroupBy(device => device.CreatedAt.Year)) await tx.Execute(AssetTags.TakeSql, new { name = $"asset_tag_{year.Key}", count = year.Count() });
        await Insert(tx, DeviceSql, "(@Id, @organisationId, @AssetTag, @SerialNumber, @SerialKey, @ManufacturerKey, @ModelId, @Origin, @PriceExclTaxCents, @PriceInclTaxCents, @WarrantyEndsOn, @State, @RetiredFrom, @Grade, @DataState, @MdmState, @IsPrepared, @IsPrepared, @Held, @DeliveryId, @FundingLineId, @SchoolId, @StateSince, @CreatedAt, @Last, @Version)", ledger.Devices);
        await Insert(tx, BorrowerSql, "(@Id, @organisationId, @Kind, @SchoolId, @ClassName, @CreatedAt, @CreatedAt, 1)", ledger.Borrowers);
        await Insert(tx, PersonSql, "(@Id, @organisationId, @SortKey, @LastName, @FirstName, @ExternalId)", ledger.Borrowers.Select(person => new { person.Id, SortKey = TextKey.Normalise($"{person.LastName} {person.FirstName}"), person.LastName, person.FirstName, person.ExternalId }).ToList());
        await Insert(tx, "insert into person_word (organisation_id, word, borrower_id) values", "(@organisationId, @Word, @Id)",
            ledger.Borrowers.SelectMany(person => TextKey.Words($"{person.LastName} {person.FirstName}").Select(word => new { Word = word, person.Id })).ToList());
        await Insert(tx, GuardianSql, "(@Id, @Position, @LastName, @FirstName, @Email, @Phone, @Address)", ledger.Borrowers
            .SelectMany(child => child.Guardians.Select((guardian, i) => new { child.Id, Position = i + 1, guardian.LastName, guardian.FirstName, guardian.Email, guardian.Phone, guardian.Address }))
            .ToList());
        await Insert(tx, LoanSql, "(@Id, @organisationId, @DeviceId, @BorrowerId, @SchoolId, @Kind, @CountsAsMain, @HandedOverAt, @HandedOverBy, @DueOn, @DueRule, @EndedAt, @Outcome, @ReturnedAt, @ReturnedBy, @ReturnedSchoolId, @ReturnGrade, @PoliceReport, @SpareForLoanId, @Note, @HandedOverAt, @Last, @Version)", ledger.Loans);
        await Insert(tx, "insert into loan_accessory (loan_id, kind, out_quantity, returned_quantity) values", "(@LoanId, @Kind, @Out, @Returned)", ledger.Loans.SelectMany(loan => loan.Pieces).ToList());
        await Insert(tx, ReportSql, "(@Id, @organisationId, @DeviceId, @LoanId, @Phase, @Grade, @Notes, @At, @By)", ledger.Reports);
        await DemoPaperRows.WriteInventories(tx, ledger);
        await Insert(tx, AnomalySql, "(@Id, @organisationId, @DeviceId, @LoanId, @SchoolId, @InventoryId, @Code, @Detail, @At, @By, @ResolvedAt, @ResolvedBy)", ledger.Anomalies);
        await DemoPaperRows.WriteShipments(tx, ledger);
        await Insert(tx, SanitizationSql, "(@Id, @organisationId, @DeviceId, @Method, @Standard, @Tool, @StartedAt, @EndedAt, @Result, @Verification, @EndedAt, @By)", ledger.Sanitizations);
        await Insert(tx, WorkOrderSql, "(@Id, @organisationId, @DeviceId, @Kind, @Fault, @SupplierName, @WarrantyClaim, @OpenedAt, @OpenedBy, @FinishedAt, @FinishedBy, @Outcome, @CostCents, @Parts)", ledger.WorkOrders);
        await DemoPaperRows.WriteIncidents(tx, ledger);
        await DemoPaperRows.WriteDisposals(tx, ledger);
        foreach (var happened in ledger.Chronicle) writes.Add(happened);
    }

    /// <summary>The organisation and the first link of its chain; false when its name is taken.</summary>
    public static async Task<bool> Open(Writes writes, DemoLedger ledger, string slug)
    {
        var opened = await writes.Execute(AddOrganisation.InsertSql, new
        {
            id = ledger.OrganisationId, slug, name = "Département de l'Isère", kind = "departement", siret = "22380001200013", timeZone = DemoFleet.TimeZone,
            tagPrefix = DemoPurchases.TagPrefix, schoolYearEnds = DemoDesk.SchoolYearEnds, now = ledger.Opened,
        });
        if (opened == 0) return false;
        await writes.Execute(AddOrganisation.ChainSql, new { id = ledger.OrganisationId, origin = EventChain.Origin });
        return true;
    }

    internal static Task<int> Insert<T>(Tx tx, string insert, string row, IReadOnlyList<T> rows) => tx.InsertMany(insert, row, rows, "");

    public const string DeviceSql = """
        insert into device (id, organisation_id, asset_tag, serial_number, serial_key, manufacturer_key, model_id, origin, price_excl_tax_cents,
          price_incl_tax_cents, warranty_ends_on, state, retired_from, grade, data_state, mdm_state, tag_printed, accessories_present, held, delivery_id, funding_line_id, school_id, state_since, created_at, updated_at, version) values
        """;

    public const string BorrowerSql = "insert into borrower (id, organisation_id, kind, school_id, class_name, created_at, updated_at, version) values";
    public const string PersonSql = "insert into person (borrower_id, organisation_id, sort_key, last_name, first_name, external_id) values";
    public const string GuardianSql = "insert into guardian (borrower_id, position, last_name, first_name, email, phone, address) values";

    public const string LoanSql = """
        insert into loan (id, organisation_id, device_id, borrower_id, school_id, kind, counts_as_main, handed_over_at, handed_over_by, due_on,
          due_rule, ended_at, outcome, returned_at, returned_by, returned_school_id, return_grade, police_report, spare_for_loan_id, note,
          created_at, updated_at, version) values
        """;

    public const string ReportSql = "insert into condition_report (id, organisation_id, device_id, loan_id, phase, grade, notes, reported_at, reported_by) values";
    public const string SanitizationSql = "insert into sanitization (id, organisation_id, device_id, method, standard, tool, started_at, ended_at, result, verification, recorded_at, operator_id) values";
    public const string WorkOrderSql = "insert into work_order (id, organisation_id, device_id, kind, fault, supplier_name, warranty_claim, opened_at, opened_by, finished_at, finished_by, outcome, cost_cents, parts) values";
    public const string AnomalySql = "insert into anomaly (id, organisation_id, device_id, loan_id, school_id, inventory_id, code, detail, seen_at, seen_by, resolved_at, resolved_by) values";
}
