namespace TabletLoans.Inventories;

/// <summary>The addresses of the counts of what is really there.</summary>
internal static class InventoriesApi
{
    public static void MapInventories(this RouteGroupBuilder organisation)
    {
        var inventories = organisation.MapGroup("inventories").WithTags("Inventories");
        OpenInventory.Map(inventories);
        ListInventories.Map(inventories);
        ReadInventory.Map(inventories);
        ListInventoryLines.Map(inventories);
        ReadInventoryEvents.Map(inventories);
        ScanInventory.Map(inventories);
        UndoInventoryScan.Map(inventories);
        CloseInventory.Map(inventories);
        CancelInventory.Map(inventories);
    }
}
