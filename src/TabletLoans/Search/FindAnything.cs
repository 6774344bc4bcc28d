using System.Globalization;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Borrowers;
using TabletLoans.Devices;
using TabletLoans.Schools;
using TabletLoans.Storage;

namespace TabletLoans.Search;

internal sealed class HitKinds : ICodes
{
    public static IReadOnlyList<string> All { get; } = ["device", "borrower", "school", "purchase_order", "shipment"];
}

/// <summary>Something that answers to what was typed or scanned.</summary>
internal sealed record Hit
{
    [OneOf<HitKinds>] public required string Kind { get; init; }
    public required Guid Id { get; init; }
    /// <summary>What people call it: the tag, the names, the UAI, the reference of the order, the number of the shipment.</summary>
    [Text(300)] public required string Title { get; init; }
    /// <summary>What tells it from the others: model, serial number and school; class; UAI and commune; supplier; school.</summary>
    [Text(500)] public required string Detail { get; init; }
    /// <summary>The state of a device, an order or a shipment.</summary>
    [Text(30)] public string? State { get; init; }
    /// <summary>One of its identifiers is exactly what was typed: a scan can go straight there.</summary>
    public required bool Exact { get; init; }
}

/// <summary>
/// One box for whatever a person holds: a tag, a serial number, an IMEI, an inventory number, a UAI, a name, an order, a shipment.
/// A POST that writes nothing: the name of a child has no place in an address, which logs and proxies keep.
/// </summary>
internal static class FindAnything
{
    private const int MostOfAKind = 20;

    public static void Map(RouteGroupBuilder organisation) => organisation.MapPost("search", Handle).Does(nameof(FindAnything), Permission.ReadFleet).WritesNothing().WithTags("Search");

    internal sealed record Request
    {
        /// <summary>The beginning of an identifier or of names, a part of a school's name; case and accents do not count.</summary>
        [Text(100)] public required string Q { get; init; }
    }

    internal sealed record View
    {
        /// <summary>At most 20 of a kind; what answers exactly comes first, then devices, borrowers, schools, orders, shipments.</summary>
        [Items(100)] public required IReadOnlyList<Hit> Hits { get; init; }
    }

    /// <summary>Searches devices, schools, orders and shipments, and borrowers for who may read names.</summary>
    internal static async Task<Returns<View>> Handle(Request request, Db db, Caller caller, CancellationToken stop) => await Run(db, caller, request, stop);

    public static async Task<Outcome<View>> Run(Db db, Caller caller, Request request, CancellationToken stop)
    {
        var typed = request.Q.Trim();
        if (typed.Length == 0) return Refusal.Invalid("/q", Errors.Missing);
        var (key, words) = (typed.ToUpperInvariant(), TextKey.Normalise(typed));
        List<Hit> hits =
        [
            .. (await db.List<DeviceRow>(Text(new Sql(DeviceRow.SelectSql).Where("d.organisation_id = @organisationId").WithinSchools(db.Scope, "d.school_id").Where(ListDevices.BeginsSql), "d.id"), Prefixed(key), stop)).Select(row => Of(row, key)),
            .. caller.May(Permission.ReadPeople) ? await Borrowers(db, typed, stop) : [],
            .. words.Length == 0 ? [] : (await db.List<School>(Text(new Sql($"select {School.Columns} from school s").Where("s.organisation_id = @organisationId").WithinSchools(db.Scope, "s.id").Where("s.search_key like @words"), "s.id"), new { words = $"%{words}%" }, stop)).Select(row => Of(row, key)),
            .. words.Length == 0 || !caller.May(Permission.ReadPurchasing) ? [] : (await db.List<Named>(Text(new Sql(OrdersSql), "o.id"), Prefixed(DeviceModel.Key(typed)), stop)).Select(row => Of("purchase_order", row, typed)),
            .. (await db.List<Named>(Text(new Sql(ShipmentsSql).WithinSchools(db.Scope, "sh.school_id").Where("sh.organisation_id = @organisationId").Where("sh.number >= @beginning and sh.number < @end"), "sh.id"), Prefixed(key), stop)).Select(row => Of("shipment", row, typed)),
        ];
        return new View { Hits = [.. hits.OrderByDescending(hit => hit.Exact)] };
    }

    /// <summary>By the card, whose identifier is that of the file they came from; else by names.</summary>
    private static async Task<IEnumerable<Hit>> Borrowers(Db db, string typed, CancellationToken stop)
    {
        var card = Visible(db).Where("p.external_id = @typed");
        var carded = await db.List<BorrowerInList>(Text(card, "b.id"), new { typed }, stop);
        if (carded.Count > 0) return carded.Select(row => Of(row, exact: true));
        var named = Visible(db);
        ListBorrowers.WhereNamed(named, typed);
        var people = await db.List<BorrowerInList>(Text(named, "b.id"), named.Parameters, stop);
        var namesakes = people.GroupBy(row => (row.LastName, row.FirstName, row.ClassName)).Where(group => group.Count() > 1).SelectMany(group => group).Select(row => row.Id).ToHashSet();
        // Two people of one name in one class are told apart by their birth dates, where they are known.
        return people.Select(row => Of(row, exact: false) is var hit && namesakes.Contains(row.Id) && row.BirthDate is { } birth ? hit with { Detail = $"{hit.Detail} · {birth.ToString("d", CultureInfo.CurrentUICulture)}" } : hit);
    }

    private static Sql Visible(Db db) => new Sql(Borrower.SelectSql).Where("b.organisation_id = @organisationId").WithinSchools(db.Scope, "b.school_id");

    private static Hit Of(BorrowerInList row, bool exact) => new()
    {
        Kind = "borrower", Id = row.Id, Title = $"{row.LastName} {row.FirstName}", Detail = string.Join(" · ", new[] { row.Kind, row.ClassName }.OfType<string>()), Exact = exact,
    };

    private static Hit Of(DeviceRow row, string key) => new()
    {
        Kind = "device", Id = row.Id, Title = row.AssetTag,
        Detail = string.Join(" · ", new[] { $"{row.Manufacturer} {row.ModelReference}", row.SerialNumber, row.SchoolName }.OfType<string>()), State = row.State,
        Exact = new[] { row.AssetTag, row.SerialNumber, row.Imei, row.InventoryNumber }.Contains(key, StringComparer.OrdinalIgnoreCase),
    };

    private static Hit Of(School row, string key) => new()
    {
        Kind = "school", Id = row.Id, Title = row.Name, Detail = string.Join(" · ", new[] { row.Uai, row.CommuneName }.OfType<string>()), Exact = row.Uai == key,
    };

    private static Hit Of(string kind, Named row, string typed) => new()
    {
        Kind = kind, Id = row.Id, Title = row.Title, Detail = row.Detail, State = row.State, Exact = string.Equals(row.Title, typed, StringComparison.OrdinalIgnoreCase),
    };

    private static object Prefixed(string beginning) => new { beginning, end = Prefix.End(beginning) };

    private static string Text(Sql sql, string order) => sql.Append($"order by {order} limit {MostOfAKind.ToString(CultureInfo.InvariantCulture)}").ToString();

    internal sealed record Named
    {
        public Guid Id { get; init; }
        public string Title { get; init; } = "";
        public string Detail { get; init; } = "";
        public string State { get; init; } = "";
    }

    public const string OrdersSql = """
        select o.id, o.reference as title, s.name as detail, o.state from purchase_order o join supplier s on s.id = o.supplier_id
         where o.organisation_id = @organisationId and o.reference_key >= @beginning and o.reference_key < @end
        """;

    public const string ShipmentsSql = "select sh.id, sh.number as title, s.name as detail, sh.state from shipment sh join school s on s.id = sh.school_id";
}
