namespace TabletLoans.Borrowers;

/// <summary>The addresses of borrowers.</summary>
internal static class BorrowersApi
{
    public static void MapBorrowers(this RouteGroupBuilder organisation)
    {
        var borrowers = organisation.MapGroup("borrowers").WithTags("Borrowers");
        RegisterBorrower.Map(borrowers);
        ListBorrowers.Map(borrowers);
        ReadBorrower.Map(borrowers);
        ReadBorrowerEvents.Map(borrowers);
        ChangeBorrower.Map(borrowers);
        ImportBorrowers.Map(borrowers);
    }
}
