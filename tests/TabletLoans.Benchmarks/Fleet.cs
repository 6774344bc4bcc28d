using TabletLoans.Storage;

namespace TabletLoans.Benchmarks;

/// <summary>The fleet that is measured: devices in schools, a borrower for each that can be lent, two past loans for each device.</summary>
internal sealed record Fleet(IReadOnlyList<Guid> Schools, IReadOnlyList<Guid> Devices, IReadOnlyList<(Guid Device, Guid Borrower)> Lendable)
{
    private const int DevicesOfASchool = 250;
    private const int MostBorrowers = 20_000;
    private const int RowsInOneInsert = 100;
    private const int RowsInOneTransaction = 20_000;

    public static async Task<Fleet> Fill(string connectionString, Guid organisation, int count)
    {
        await using var database = new Database(connectionString, TimeProvider.System);
        var db = database.Within(new Scope { OrganisationId = organisation, PrincipalId = Id.New(), EverySchool = true, Source = "import" });
        var (model, now) = (Id.New(), db.Now);
        var shared = new { model, now, past = now.AddDays(-200), by = db.Scope.PrincipalId };
        var schools = Ids(Math.Max(80, count / DevicesOfASchool));
        var devices = Ids(count);
        var lendable = Enumerable.Range(0, count).Where(i => StateOf(i) == "in_stock").Take(MostBorrowers).ToList();
        var borrowers = Ids(lendable.Count);

        // Ten devices in a row belong to one school, so that every school has some in each state.
        Guid SchoolOf(int device) => schools[device / 10 % schools.Count];

        await Insert(db, "device_model (id, organisation_id, kind, manufacturer, manufacturer_key, reference, reference_key, name, created_at, updated_at, version)",
            "(@Id, @organisationId, 'tablet', 'Banc', 'BANC', 'B10', 'B10', 'Banc 10', @now, @now, 1)", [new { Id = model }], shared);
        await Insert(db, "school (id, organisation_id, uai, name, kind, sector, status, search_key, created_at, updated_at, version)",
            "(@Id, @organisationId, @Uai, @Uai, 'college', 'public', 'open', '', @now, @now, 1)",
            [.. schools.Select((id, i) => new { Id = id, Uai = $"{i:D7}Z" })], shared);
        await Insert(db, "borrower (id, organisation_id, kind, school_id, class_name, created_at, updated_at, version)",
            "(@Id, @organisationId, 'pupil', @School, '6e B', @now, @now, 1)",
            [.. borrowers.Select((id, i) => new { Id = id, School = SchoolOf(lendable[i]) })], shared);
        await Insert(db, "person (borrower_id, organisation_id, last_name, first_name)", "(@Id, @organisationId, @Name, 'Camille')",
            [.. borrowers.Select((id, i) => new { Id = id, Name = $"Durand {i}" })], shared);
        await Insert(db, """
            device (id, organisation_id, asset_tag, serial_number, serial_key, manufacturer_key, model_id, origin, price_excl_tax_cents,
              price_incl_tax_cents, warranty_ends_on, state, grade, data_state, mdm_state, held, school_id, created_at, updated_at, version)
            """, """
            (@Id, @organisationId, @Tag, @Serial, @Serial, 'BANC', @model, 'new', 25000,
              30000, '2030-08-31', @State, 'A', 'clean', 'enrolled', false, @School, @now, @now, 1)
            """, [.. devices.Select((id, i) => new { Id = id, Tag = $"BENCH-{i:D7}", Serial = $"SN{i:D9}", State = StateOf(i), School = SchoolOf(i) })], shared);
        await Insert(db, """
            loan (id, organisation_id, device_id, borrower_id, school_id, kind, counts_as_main, handed_over_at, handed_over_by, due_on, due_rule,
              ended_at, outcome, returned_at, returned_by, return_grade, created_at, updated_at, version)
            """, """
            (@Id, @organisationId, @Device, @Borrower, @School, 'pupil', true, @past, @by, '2024-07-05', 'school_year_end',
              @past, 'returned', @past, @by, 'A', @past, @past, 2)
            """, [.. Ids(2 * count).Select((id, i) => new { Id = id, Device = devices[i % count], Borrower = borrowers[i * 7 % borrowers.Count], School = SchoolOf(i % count) })], shared);
        return new Fleet(schools, devices, [.. lendable.Select((device, i) => (devices[device], borrowers[i]))]);
    }

    /// <summary>Every loan ends and every device is in stock again, without a history: the clock is stopped meanwhile.</summary>
    public static async Task BringBack(string connectionString)
    {
        await using var database = new Database(connectionString, TimeProvider.System);
        await database.Write<int>(async writes =>
        {
            await writes.Execute("update loan set ended_at = handed_over_at, outcome = 'returned', returned_at = handed_over_at where ended_at is null", null);
            return await writes.Execute("update device set state = 'in_stock', version = version + 1 where state = 'on_loan'", null);
        });
    }

    private static string StateOf(int device) => (device % 10) switch { 8 => "in_repair", 9 => "retired", _ => "in_stock" };

    private static List<Guid> Ids(int count) => [.. Enumerable.Range(0, count).Select(_ => Id.New())];

    private static async Task Insert<T>(Db db, string table, string row, IReadOnlyList<T> rows, object shared)
    {
        foreach (var part in rows.Chunk(RowsInOneTransaction))
        {
            await db.Write<int>(async tx =>
            {
                foreach (var chunk in part.Chunk(RowsInOneInsert))
                {
                    var (sql, parameters) = Rows.Insert($"insert into {table} values", row, chunk);
                    parameters.AddDynamicParams(shared);
                    await tx.Execute(sql, parameters);
                }
                return part.Length;
            });
        }
    }
}
