using TabletLoans.Distribution;
using TabletLoans.Storage;

namespace TabletLoans.Inventories;

/// <summary>
/// One list of scans against a campaign whose row is held: what is known is read in two statements, each scan is judged in the order
/// sent, and what is new is written in a few statements, however long the list.
/// </summary>
internal sealed class InventoryCount(Tx tx, Dialect dialect, InventoryRow inventory, DateTimeOffset at)
{
    private const int LongestText = 100;

    private readonly Dictionary<string, NewLine> _added = new(StringComparer.Ordinal);
    private readonly List<Guid> _found = [];
    private readonly List<Guid> _settled = [];
    private Dictionary<Guid, SeenDevice> _devices = [];
    private Dictionary<string, SeenText> _texts = [];

    /// <summary>Devices that this list says something new of, and what.</summary>
    public List<(Guid Device, string Outcome)> Seen { get; } = [];

    public async Task Look(IReadOnlyList<Scan> scans)
    {
        var ids = dialect.List(scans.Where(scan => !scan.Found.IsRefused).Select(scan => scan.Found.Value!.Id).Distinct());
        _devices = (await tx.List<SeenDevice>($"{DevicesSql} and {dialect.In("d.id", "@ids")}", new { inventory.Id, ids })).ToDictionary(device => device.Id);
        var texts = dialect.Texts(scans.Where(scan => scan.Found.IsRefused).Select(scan => TextOf(scan.Name)).Distinct(StringComparer.Ordinal));
        _texts = (await tx.List<SeenText>($"{TextsSql} and {dialect.InTexts("l.scanned_text", "@texts")}", new { inventory.Id, texts })).ToDictionary(text => text.ScannedText, StringComparer.Ordinal);
    }

    public InventoryScan Take(int line, Scan scan)
    {
        if (scan.Found.Refusal is { } refusal) return TakeUnknown(line, scan, refusal.Error.Code);
        var device = _devices[scan.Found.Value!.Id];
        var (first, outcome) = (device.ScannedAt is null, device.Outcome);
        if (device.Outcome is "expected") Found(device, _found);
        // Here by now, as the ledger has it too: an arrival confirmed, a loan ended.
        else if (device.Outcome is "misplaced" && device.Belongs) Found(device, _settled);
        else if (device.Outcome is null) Add(device);
        var changed = _devices[device.Id];
        return Told(line, scan, changed.Outcome == "found" && outcome == "found" ? "already_found" : changed.Outcome!, !first && outcome == changed.Outcome, changed.ScannedAt!.Value, changed.ScannedBy!.Value) with
        {
            DeviceId = device.Id, AssetTag = device.AssetTag, SerialNumber = device.SerialNumber, Elsewhere = device.SchoolId != inventory.SchoolId,
            State = device.IsInSight ? device.State : null, SchoolId = device.IsInSight ? device.SchoolId : null,
            School = device.IsInSight && device.SchoolUai is not null ? new(device.SchoolUai, device.SchoolName!) : null,
        };
    }

    /// <summary>Guards of last resort: the row of the campaign is held, so that nobody else writes its lines.</summary>
    public async Task Write()
    {
        var marked = 0;
        if (_found.Count > 0) marked += await tx.Execute($"{FoundSql} and {dialect.In("device_id", "@ids")}", new { inventory.Id, at, ids = dialect.List(_found) });
        if (_settled.Count > 0) marked += await tx.Execute($"{SettledSql} and {dialect.In("device_id", "@ids")}", new { inventory.Id, ids = dialect.List(_settled) });
        // In the order of the devices, which each insert holds for a moment: two campaigns never wait for one another.
        var added = _added.Values.OrderBy(line => line.DeviceId).ToList();
        if (added.Count > 0) marked += await tx.InsertMany(InsertSql, RowSql, added, "on conflict do nothing");
        if (marked != _found.Count + _settled.Count + added.Count) throw new InvalidOperationException($"inventory {inventory.Id} changed while its row was held");
        if (marked == 0) return;
        var came = added.Count(line => line.Outcome == "found");
        await InventoryChange.Count(tx, inventory.Id,
            expected: came + _settled.Count, found: _found.Count + _settled.Count + came, unknown: added.Count(line => line.Outcome == "unknown"),
            misplaced: added.Count(line => line.Outcome == "misplaced") - _settled.Count, lines: added.Count);
    }

    /// <summary>As it is kept: trimmed, in upper case, and no longer than a tag can be.</summary>
    public static string TextOf(string scanned)
    {
        var text = scanned.Trim().ToUpperInvariant();
        if (text.Length <= LongestText) return text;
        // Half a character is no text.
        return text[..(char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText)].TrimEnd();
    }

    private InventoryScan TakeUnknown(int line, Scan scan, string code)
    {
        var text = TextOf(scan.Name);
        var known = _texts.GetValueOrDefault(text);
        if (known is null)
        {
            _texts[text] = known = new SeenText { ScannedText = text, ScannedCode = code, ScannedAt = at, ScannedBy = tx.Scope.PrincipalId };
            _added[text] = New("unknown") with { ScannedText = text, ScannedCode = code };
            return Told(line, scan, "unknown", false, known.ScannedAt, known.ScannedBy) with { Code = code };
        }
        return Told(line, scan, "unknown", true, known.ScannedAt, known.ScannedBy) with { Code = known.ScannedCode };
    }

    private static InventoryScan Told(int line, Scan scan, string outcome, bool already, DateTimeOffset scannedAt, Guid scannedBy) =>
        new() { Line = line, Scanned = scan.Name, Outcome = outcome, Already = already, ScannedAt = scannedAt, ScannedBy = scannedBy };

    private void Found(SeenDevice device, List<Guid> among)
    {
        among.Add(device.Id);
        Now(device, "found");
    }

    // What came lawfully since the campaign opened is found, and expected from now on.
    private void Add(SeenDevice device)
    {
        var outcome = device.Belongs ? "found" : "misplaced";
        _added[device.Id.ToString("D")] = New(outcome) with { DeviceId = device.Id, State = device.State, SchoolId = device.SchoolId };
        Now(device, outcome);
    }

    private void Now(SeenDevice device, string outcome)
    {
        _devices[device.Id] = device with { Outcome = outcome, ScannedAt = device.ScannedAt ?? at, ScannedBy = device.ScannedBy ?? tx.Scope.PrincipalId };
        Seen.Add((device.Id, outcome));
    }

    private NewLine New(string outcome) =>
        new() { InventoryId = inventory.Id, Line = inventory.LastLine + _added.Count + 1, Outcome = outcome, ScannedAt = at, ScannedBy = tx.Scope.PrincipalId };

    internal sealed record SeenDevice
    {
        public Guid Id { get; init; }
        public string AssetTag { get; init; } = "";
        public string SerialNumber { get; init; } = "";
        public string State { get; init; } = "";
        public Guid? SchoolId { get; init; }
        public string? SchoolUai { get; init; }
        public string? SchoolName { get; init; }
        public bool IsInSight { get; init; }
        public bool Belongs { get; init; }
        public string? Outcome { get; init; }
        public DateTimeOffset? ScannedAt { get; init; }
        public Guid? ScannedBy { get; init; }
    }

    internal sealed record SeenText
    {
        public string ScannedText { get; init; } = "";
        public string? ScannedCode { get; init; }
        public DateTimeOffset ScannedAt { get; init; }
        public Guid ScannedBy { get; init; }
    }

    internal sealed record NewLine
    {
        public Guid InventoryId { get; init; }
        public long Line { get; init; }
        public Guid? DeviceId { get; init; }
        public string? ScannedText { get; init; }
        public string? ScannedCode { get; init; }
        public string Outcome { get; init; } = "";
        public string? State { get; init; }
        public Guid? SchoolId { get; init; }
        public DateTimeOffset ScannedAt { get; init; }
        public Guid ScannedBy { get; init; }
    }

    public static readonly string DevicesSql = $"""
        select d.id, d.asset_tag, d.serial_number, d.state, d.school_id, s.uai as school_uai, s.name as school_name,
          coalesce({Scope.Schools("d.school_id")}, false) as is_in_sight, coalesce({InventoryPlace.Belongs}, false) as belongs, l.outcome, l.scanned_at, l.scanned_by
        from device d
        join inventory i on i.id = @id
        left join school s on s.id = d.school_id
        left join inventory_line l on l.inventory_id = i.id and l.device_id = d.id
        where d.organisation_id = @organisationId
        """;

    public const string TextsSql = """
        select l.scanned_text, l.scanned_code, l.scanned_at, l.scanned_by from inventory_line l
        where l.organisation_id = @organisationId and l.inventory_id = @id and l.device_id is null
        """;

    public const string FoundSql = """
        update inventory_line set outcome = 'found', scanned_at = @at, scanned_by = @principalId
        where organisation_id = @organisationId and inventory_id = @id and outcome = 'expected'
        """;

    public const string SettledSql = "update inventory_line set outcome = 'found' where organisation_id = @organisationId and inventory_id = @id and outcome = 'misplaced'";

    public const string InsertSql = """
        insert into inventory_line (inventory_id, line, organisation_id, device_id, scanned_text, scanned_code, outcome, state, school_id, scanned_at, scanned_by) values
        """;

    private const string RowSql = "(@InventoryId, @Line, @organisationId, @DeviceId, @ScannedText, @ScannedCode, @Outcome, @State, @SchoolId, @ScannedAt, @ScannedBy)";
}
