using System.Text.Json.Nodes;
using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Loans;

/// <summary>A kind of piece and how many.</summary>
internal sealed record Accessory
{
    [OneOf<AccessoryKinds>] public required string Kind { get; init; }
    /// <summary>1 when absent.</summary>
    [Between(0, 100)] public int? Quantity { get; init; }

    /// <summary>As an event tells them: {"charger":1}.</summary>
    public static JsonObject Told(IEnumerable<Accessory> accessories) =>
        new(accessories.Select(piece => KeyValuePair.Create(piece.Kind, (JsonNode?)(piece.Quantity ?? 1))));

    public static Refusal? Repeated(IReadOnlyList<Accessory>? accessories) =>
        accessories is not null && accessories.GroupBy(piece => piece.Kind, StringComparer.Ordinal).Any(group => group.Count() > 1)
            ? Refusal.Invalid("/accessories", Errors.NotUnique)
            : null;

    public static IReadOnlyList<AccessoryRow> Rows(Guid loanId, IReadOnlyList<Accessory>? accessories) => (accessories ?? [])
        .Where(piece => piece.Quantity != 0)
        .Select(piece => new AccessoryRow { LoanId = loanId, Kind = piece.Kind, OutQuantity = piece.Quantity ?? 1 })
        .OrderBy(piece => piece.Kind, StringComparer.Ordinal)
        .ToList();

    public static async Task Insert(Tx tx, Guid loanId, IReadOnlyList<Accessory>? accessories)
    {
        var rows = Rows(loanId, accessories);
        if (rows.Count == 0) return;
        var (sql, parameters) = Storage.Rows.Insert("insert into loan_accessory (loan_id, kind, out_quantity, returned_quantity) values", "(@LoanId, @Kind, @OutQuantity, 0)", rows);
        await tx.Execute(sql, parameters);
    }

    /// <summary>Every piece of a loan is accounted for: it went on with the device, or never left.</summary>
    public const string SettleSql = "update loan_accessory set returned_quantity = out_quantity where loan_id = @id";

    public const string ReturnSql = "update loan_accessory set returned_quantity = returned_quantity + @quantity where loan_id = @loanId and kind = @kind";
}
