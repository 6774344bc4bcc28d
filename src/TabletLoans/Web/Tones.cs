namespace TabletLoans.Web;

/// <summary>The colour of a state: what goes well, what is under way, what waits for somebody, what went wrong. The word beside it says the same.</summary>
internal static class Tones
{
    public static string OfImport(string state) => state switch
    {
        "imported" => "good",
        "checking" or "importing" => "busy",
        "uploaded" or "checked" => "wait",
        "failed" => "bad",
        _ => "quiet",
    };

    public static string OfLine(string outcome) => outcome switch
    {
        "created" => "good",
        "updated" => "ready",
        "rejected" => "bad",
        _ => "quiet",
    };

    public static string OfDevice(string state) => state switch
    {
        "on_loan" => "good",
        "in_stock" or "at_school" => "ready",
        "received" or "in_preparation" or "in_transit" => "busy",
        "returned" or "in_triage" or "in_sanitization" or "in_repair" or "in_reimaging" => "wait",
        "missing" or "stolen" => "bad",
        _ => "quiet",
    };

    public static string OfUser(string state) => state switch
    {
        "active" => "good",
        "invited" => "wait",
        "locked" or "closed" => "bad",
        _ => "quiet",
    };

    public static string OfApplication(string state) => state switch
    {
        "awarded" or "notified" or "in_execution" => "good",
        "eligible" or "scored" or "recommended" or "justified" => "ready",
        "submitted" or "incomplete" or "to_arbitrate" => "wait",
        "waitlisted" => "busy",
        "ineligible" or "rejected" => "bad",
        _ => "quiet",
    };

    public static string OfCall(string state) => state switch
    {
        "open" => "good",
        "upcoming" => "busy",
        _ => "quiet",
    };
}
