using System.Net;

namespace TabletLoans.Tests.Support;

/// <summary>A programme with its money, an open call, a draft that a school files, a census and a training there.</summary>
internal sealed record Money(Guid Programme, Guid Envelope, Guid Line, Guid Call, Guid Application, Guid NeedCount, Guid Training)
{
    private static int _count;

    public static async Task<Money> At(Given given, Guid school)
    {
        var programme = (await Funding.Programme(given, 1_000)).Id;
        var envelope = (await Funding.Envelope(given, programme, 1_000)).Id;
        var line = (await Funding.Commit(given, programme, envelope, 100)).Must(HttpStatusCode.Created).Id;
        var call = (await given.Manager.Post(given.Path("calls"), new
        {
            programmeId = programme, code = $"A-{Interlocked.Increment(ref _count)}", name = "Appel", kind = "call_for_interest", opensOn = "2020-01-01", closesOn = "2090-12-31",
            rules = new { items = new[] { new { code = "set", name = "Ensemble" } }, rates = new[] { new { funder = "funder", percent = 50 } } },
        })).Must(HttpStatusCode.Created).Id;
        var application = (await given.Manager.Post(given.Path("applications"), new { callId = call, applicantKind = "school", content = new { schools = new[] { new { schoolId = school } } } })).Must(HttpStatusCode.Created).Id;
        var count = (await given.Manager.Post(given.Path("need-counts"), new { programmeId = programme, schoolId = school, audience = "pupil", need = "no_device", persons = 7, countedBy = "DSDEN" })).Must(HttpStatusCode.Created).Id;
        var training = (await given.Manager.Post(given.Path("training-sessions"), new { programmeId = programme, schoolId = school, @operator = "Canopé", theme = "Classe mobile", audience = "teachers", heldOn = "2026-01-15", minutes = 180, headcount = 12 })).Must(HttpStatusCode.Created).Id;
        return new Money(programme, envelope, line, call, application, count, training);
    }
}
