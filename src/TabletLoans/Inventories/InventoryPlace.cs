using TabletLoans.Lifecycle;
using TabletLoans.Reconditioning;

namespace TabletLoans.Inventories;

/// <summary>
/// Where the ledger says that a device is there to be counted. On loan it is with its borrower: it is expected only where the
/// campaign asks for it. On its way, lost or stolen it is nowhere, and in a repair that was sent out it is with the repairer.
/// </summary>
internal static class InventoryPlace
{
    /// <summary>In triage: found again after a loss, and not yet taken away.</summary>
    public static IReadOnlyList<string> StatesAtSchool { get; } = [DeviceStates.AtSchool.Code, DeviceStates.Returned.Code, DeviceStates.InTriage.Code];

    public static IReadOnlyList<string> StatesInStockRoom { get; } =
        [DeviceStates.Received.Code, DeviceStates.InPreparation.Code, DeviceStates.InStock.Code, .. BenchStates.All];

    /// <summary>A device d that is to be counted, by its state alone; the school is another condition. One list, which an index serves.</summary>
    public static string ExpectedSql(bool atSchool) => $"d.state in ({States(atSchool)}, case when @includeOnLoan then 'on_loan' end) and not {SentOut}";

    private const string SentOut =
        "(d.state = 'in_repair' and exists (select 1 from work_order w where w.device_id = d.id and w.finished_at is null and w.kind = 'sent_out'))";

    private const string SamePlace = "(d.school_id = i.school_id or (d.school_id is null and i.school_id is null))";

    private static readonly string There = $"(((i.school_id is not null and d.state in ({States(true)})) or (i.school_id is null and d.state in ({States(false)}))) and not {SentOut})";

    /// <summary>A device d that belongs where the campaign i counts, as the ledger has it now.</summary>
    public static readonly string Belongs = $"({SamePlace} and ({There} or (i.include_on_loan and d.state = 'on_loan')))";

    /// <summary>
    /// The same for a device that a line expected and nobody scanned. Lent since the campaign opened, it has lawfully left; lent
    /// all the while, it should have been brought.
    /// </summary>
    public static readonly string StillHere =
        $"({SamePlace} and ({There} or (d.state = 'on_loan' and inventory_line.expected_state = 'on_loan' and d.state_since <= i.opened_at)))";

    private static string States(bool atSchool) => string.Join(", ", (atSchool ? StatesAtSchool : StatesInStockRoom).Select(state => $"'{state}'"));
}
