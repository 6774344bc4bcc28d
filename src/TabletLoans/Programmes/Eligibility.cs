using TabletLoans.Api;

namespace TabletLoans.Programmes;

/// <summary>
/// Whom the devices of a programme are for. Outside of it, who may go past the rules confirms with a reason. A family is served by the need
/// that the school head declared: nobody asks for an income.
/// </summary>
internal static class Eligibility
{
    private const string Family = "family";

    /// <summary>What the rules say against a borrower; null: nothing.</summary>
    public static Error? Judge(ProgrammeRules rules, string borrowerKind, string? declaredNeed)
    {
        if (rules.Audiences is not { Count: > 0 } audiences) return null;
        if (!audiences.Contains(borrowerKind)) return ProgrammeErrors.NotForAudience;
        return borrowerKind == Family && declaredNeed is null ? ProgrammeErrors.NeedNotDeclared : null;
    }
}
