namespace TabletLoans.Disposal;

/// <summary>The addresses of the lawful end of life.</summary>
internal static class DisposalApi
{
    public static void MapDisposal(this RouteGroupBuilder organisation)
    {
        var disposals = organisation.MapGroup("disposals").WithTags("Disposals");
        DisposeDevice.Map(disposals);
        CheckDisposal.Map(disposals);
        DisposeBatch.Map(disposals);
        ListDisposals.Map(disposals);
        ReadDisposal.Map(disposals);
    }
}
