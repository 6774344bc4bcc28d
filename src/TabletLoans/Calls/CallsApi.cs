namespace TabletLoans.Calls;

/// <summary>The addresses of calls and of their applications.</summary>
internal static class CallsApi
{
    public static void MapCalls(this RouteGroupBuilder organisation)
    {
        var calls = organisation.MapGroup("calls").WithTags("Calls");
        AnnounceCall.Map(calls);
        ListCalls.Map(calls);
        ReadCall.Map(calls);
        ReadCallEvents.Map(calls);
        ChangeCall.Map(calls);
        ListCallRules.Map(calls);
        ReadRanking.Map(calls);
        RankCall.Map(calls);
        ReadMinutes.Map(calls);
        ImportApplications.Map(calls);

        var applications = organisation.MapGroup("applications").WithTags("Applications");
        FileApplication.Map(applications);
        ListApplications.Map(applications);
        ReadApplication.Map(applications);
        ReadApplicationEvents.Map(applications);
        ChangeApplication.Map(applications);
        MoveApplication.Map(applications);
        AwardApplication.Map(applications);
        DecideBatch.Map(applications);
    }
}
