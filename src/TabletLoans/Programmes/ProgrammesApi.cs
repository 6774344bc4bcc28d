namespace TabletLoans.Programmes;

/// <summary>The addresses of programmes and of their money.</summary>
internal static class ProgrammesApi
{
    public static void MapProgrammes(this RouteGroupBuilder organisation)
    {
        var programmes = organisation.MapGroup("programmes").WithTags("Programmes");
        CreateProgramme.Map(programmes);
        ListProgrammes.Map(programmes);
        ReadProgramme.Map(programmes);
        ReadProgrammeEvents.Map(programmes);
        ChangeProgramme.Map(programmes);
        ListProgrammeRules.Map(programmes);

        var envelopes = organisation.MapGroup("envelopes").WithTags("Envelopes");
        OpenEnvelope.Map(envelopes);
        ListEnvelopes.Map(envelopes);
        ReadEnvelope.Map(envelopes);
        CloseEnvelope.Map(envelopes);

        var lines = organisation.MapGroup("funding-lines").WithTags("Funding lines");
        CommitFunding.Map(lines);
        ListFundingLines.Map(lines);
        ReadFundingLine.Map(lines);
        CancelFunding.Map(lines);
    }
}
