namespace TabletLoans.Organisations;

/// <summary>The addresses of the organisation and of its dated figures.</summary>
internal static class OrganisationsApi
{
    public static void MapOrganisation(this RouteGroupBuilder organisation)
    {
        ReadOrganisation.Map(organisation);
        ChangeOrganisation.Map(organisation);
        ReadAccessibility.Map(organisation);
        StateAccessibility.Map(organisation);

        var thresholds = organisation.MapGroup("thresholds").WithTags("Thresholds");
        AddThreshold.Map(thresholds);
        ListThresholds.Map(thresholds);
        ReadThreshold.Map(thresholds);
    }
}
