namespace TabletLoans.Handouts;

/// <summary>The addresses of the lists that classes are handed out by.</summary>
internal static class HandoutsApi
{
    public static void MapHandouts(this RouteGroupBuilder organisation)
    {
        var lists = organisation.MapGroup("handout-lists").WithTags("Hand-out lists");
        CreateHandoutList.Map(lists);
        ListHandoutLists.Map(lists);
        ReadHandoutList.Map(lists);
        PrepareHandout.Map(lists);
        HandOver.Map(lists);
        CloseHandoutList.Map(lists);
    }
}
