namespace TabletLoans.Loans;

/// <summary>The addresses of loans and of the rules they follow.</summary>
internal static class LoansApi
{
    public static void MapLoans(this RouteGroupBuilder organisation)
    {
        var loans = organisation.MapGroup("loans").WithTags("Loans");
        CheckLoan.Map(loans);
        LendDevice.Map(loans);
        LendBatch.Map(loans);
        ReturnDevice.Map(loans);
        ListLoans.Map(loans);
        ReadLoan.Map(loans);
        ReadLoanEvents.Map(loans);
        ExtendLoan.Map(loans);
        CheckTransfer.Map(loans);
        TransferLoan.Map(loans);
        CheckSwap.Map(loans);
        SwapDevice.Map(loans);
        ReturnAccessories.Map(loans);
        DeclareLoanLost.Map(loans);
        DeclareLoanStolen.Map(loans);
        FindLoanDevice.Map(loans);
        CorrectLoan.Map(loans);
        UndoLoan.Map(loans);
        ListConditionReports.Map(loans);

        var anomalies = organisation.MapGroup("anomalies").WithTags("Anomalies");
        ListAnomalies.Map(anomalies);
        ResolveAnomaly.Map(anomalies);

        var rules = organisation.MapGroup("lending-rules").WithTags("Lending rules");
        ListLendingRules.Map(rules);
        SetLendingRule.Map(rules);
    }
}
