using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using TabletLoans.Api;

namespace TabletLoans.Loans;

/// <summary>
/// Proof that this person was told of these reasons for this device and this borrower, and goes on knowingly.
/// Good for a quarter of an hour; another reason, device, borrower or person needs another.
/// </summary>
internal sealed class ConfirmationTokens(IDataProtectionProvider protection, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);
    private readonly IDataProtector _protector = protection.CreateProtector("TabletLoans.Lending.Confirmation");

    public string Issue(Guid staff, Guid device, Guid borrower, IEnumerable<Reason> reasons) => _protector.Protect(JsonSerializer.Serialize(
        new Confirmed(staff, device, borrower, [.. reasons.Select(reason => reason.Error.Code)], clock.GetUtcNow() + Lifetime), Json.Options));

    public bool Covers(string? token, Guid staff, Guid device, Guid borrower, IEnumerable<Reason> reasons)
    {
        if (string.IsNullOrEmpty(token)) return false;
        try
        {
            var confirmed = JsonSerializer.Deserialize<Confirmed>(_protector.Unprotect(token), Json.Options)!;
            return confirmed.Staff == staff && confirmed.Device == device && confirmed.Borrower == borrower && confirmed.Until >= clock.GetUtcNow()
                && reasons.All(reason => confirmed.Reasons.Contains(reason.Error.Code, StringComparer.Ordinal));
        }
        catch (Exception exception) when (exception is CryptographicException or JsonException or FormatException)
        {
            return false;
        }
    }

    private sealed record Confirmed(Guid Staff, Guid Device, Guid Borrower, IReadOnlyList<string> Reasons, DateTimeOffset Until);
}
