using TabletLoans.Api;
using TabletLoans.Borrowers;
using TabletLoans.Devices;
using TabletLoans.Programmes;
using TabletLoans.Purchasing;
using TabletLoans.Storage;
using TabletLoans.Wording;

namespace TabletLoans.Web.Pages;

/// <summary>What forms choose from, by name.</summary>
internal static class Choices
{
    private const int Most = 500;

    public static async Task<IReadOnlyList<Option>> Suppliers(Db db, CancellationToken stop) =>
        [.. (await db.List<Supplier>(SuppliersByNameSql, new { most = Most }, stop)).Select(supplier => new Option(supplier.Id.ToString("D"), supplier.Name))];

    public static async Task<IReadOnlyList<Option>> Models(Db db, CancellationToken stop) =>
        [.. (await db.List<DeviceModel>(ModelsByNameSql, new { most = Most }, stop)).Select(model => new Option(model.Id.ToString("D"), NameOf(model)))];

    /// <summary>What may still be bought on, by code and purpose.</summary>
    public static async Task<IReadOnlyList<Option>> FundingLines(Db db, CancellationToken stop) =>
        [.. (await db.List<FundingLineRow>(FundingLinesByCodeSql, new { most = Most }, stop)).Select(line => new Option(line.Id.ToString("D"), $"{line.Code} – {line.Name}"))];

    /// <summary>Borrowers by name: of a school, or those of none; for who may lend to them.</summary>
    public static async Task<IReadOnlyList<Option>> Borrowers(Db db, Guid? schoolId, CancellationToken stop) =>
        [.. (await db.List<Borrower>(schoolId is null ? BorrowersOfNoneSql : BorrowersOfSchoolSql, new { schoolId, most = Most }, stop))
            .Select(borrower => new Option(borrower.Id.ToString("D"), $"{borrower.LastName} {borrower.FirstName}{(borrower.ClassName is { } name ? $" ({name})" : "")}"))];

    /// <summary>The codes of a list with their words.</summary>
    public static IReadOnlyList<Option> Codes<TCodes>(Visit visit, IEnumerable<string>? only = null) where TCodes : ICodes =>
        [.. (only ?? TCodes.All).Select(code => new Option(code, Words.Of<TCodes>(code).In(visit.Culture)))];

    /// <summary>Unlike the name, which may be given freely, these two together name one model.</summary>
    public static string NameOf(DeviceModel model) => $"{model.Manufacturer} {model.Reference}";

    public const string FundingLinesByCodeSql = $"{FundingLineRow.SelectSql} where f.organisation_id = @organisationId and f.cancelled_on is null order by f.code_key, f.id limit @most";

    public const string SuppliersByNameSql = $"{Supplier.SelectSql} where s.organisation_id = @organisationId order by s.name, s.id limit @most";

    public static readonly string BorrowersOfSchoolSql = $"{Borrower.SelectSql} where b.organisation_id = @organisationId and b.school_id = @schoolId and {Scope.Schools("b.school_id")} and p.last_name is not null order by p.last_name, p.first_name, b.id limit @most";

    public static readonly string BorrowersOfNoneSql = $"{Borrower.SelectSql} where b.organisation_id = @organisationId and b.school_id is null and {Scope.Schools("b.school_id")} and p.last_name is not null order by p.last_name, p.first_name, b.id limit @most";

    public const string ModelsByNameSql = $"select {DeviceModel.Columns} from device_model m where m.organisation_id = @organisationId order by m.manufacturer, m.reference, m.id limit @most";
}
