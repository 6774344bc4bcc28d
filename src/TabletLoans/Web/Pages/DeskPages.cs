using TabletLoans.Access;
using TabletLoans.Api;

namespace TabletLoans.Web.Pages;

/// <summary>What a scan means at the desk.</summary>
/// <param name="Code">The module of the page, and the end of its address.</param>
/// <param name="Name">Of the tab.</param>
/// <param name="Permission">Of what it does.</param>
internal sealed record DeskMode(string Code, Text Name, Permission Permission)
{
    public static IReadOnlyList<DeskMode> All { get; } =
    [
        new("lend", ("Remettre", "Hand out"), Permission.Lend),
        new("return", ("Restituer", "Take back"), Permission.Lend),
        new("swap", ("Échanger", "Swap"), Permission.Lend),
        new("receive", ("Réceptionner", "Receive"), Permission.ConfirmArrival),
        new("prepare", ("Préparer", "Prepare"), Permission.Prepare),
        new("count", ("Inventaire", "Inventory"), Permission.CountInventory),
    ];
}

/// <summary>The desk: one page a mode. What it does goes through the API, from its own script.</summary>
internal static class DeskPages
{
    // Whoever works with a scanner counts too: the right that all the people of the desk have.
    public const Permission AnyMode = Permission.CountInventory;

    public static void Map(IEndpointRouteBuilder organisation)
    {
        organisation.Shows("desk", AnyMode, (Visit visit) => Open(DeskMode.All.First(mode => visit.May(mode.Permission))));
        foreach (var mode in DeskMode.All) organisation.Shows($"desk/{mode.Code}", mode.Permission, (Guid? borrower, Guid? device) => Open(mode, borrower, device));
    }

    /// <summary>What the page is to do, with whom and with what it begins, and the list that is handed out.</summary>
    internal sealed record Desk(DeskMode Mode, Guid? Borrower, Guid? Device, Handouts.HandoutList? List);

    public static IResult Open(DeskMode mode, Guid? borrower = null, Guid? device = null, Handouts.HandoutList? list = null) => Show.Page<DeskPage>(new Desk(mode, borrower, device, list));
}
