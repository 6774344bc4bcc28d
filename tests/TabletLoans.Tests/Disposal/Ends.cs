using System.Net;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Disposal;

/// <summary>Devices about to leave.</summary>
internal static class Ends
{
    public static async Task<Guid> Retired(Given given, string kind = "tablet", int? weightGrams = null)
    {
        var model = (await given.Manager.Post(given.Path("device-models"), new { kind, manufacturer = "Acme", reference = $"M-{Guid.CreateVersion7():N}", weightGrams })).Must(HttpStatusCode.Created).Id;
        var device = (await given.Device(model)).Id;
        await given.Move(device, "retire");
        return device;
    }

    public static async Task Patch(Given given, Guid device, object change) => (await given.Manager.Patch(given.Path($"devices/{device}"), change, "*")).Must(HttpStatusCode.OK);

    public static IEnumerable<string?> OverridableBy(Answer answer, string code) => answer["reasons"].EnumerateArray()
        .Single(reason => reason.GetProperty("code").GetString() == code).GetProperty("overridableBy").EnumerateArray().Select(role => role.GetString());
}
