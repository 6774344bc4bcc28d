using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using TabletLoans.Api;
using TabletLoans.Wording;

namespace TabletLoans.Web;

/// <summary>Something to tell a person at the top of a page: what was done, or every reason why it was not.</summary>
public sealed record Notice(bool IsRefusal, string Title, IReadOnlyList<string> Lines)
{
    public static Notice Done(string title, params IEnumerable<string> lines) => new(false, title, [.. lines]);

    internal static Notice Of(Refusal refusal, CultureInfo culture) => new(true, refusal.Error.Title.In(culture),
    [
        .. refusal.Reasons.Select(reason => Line(reason, culture)),
        .. refusal.Fields.Select(field => $"{NameOf(field, culture)}{(culture.TwoLetterISOLanguageName == "fr" ? " : " : ": ")}{field.Error.Detail.In(culture, field.Facts)}"),
    ]);

    private static string Line(Reason reason, CultureInfo culture)
    {
        var detail = reason.Error.Detail.In(culture, reason.Facts);
        if (reason.Error.OverridableBy is not { Count: > 0 } roles) return detail;
        Text who = ("Peuvent passer outre, avec un motif : ", "May go past it, with a reason: ");
        return $"{detail} {who.In(culture)}{string.Join(", ", roles.Select(role => Words.OfRole(role).In(culture)))}.";
    }

    /// <summary>The field as the form names it; where there are several, which one.</summary>
    private static string NameOf(FieldError field, CultureInfo culture)
    {
        var parts = field.Pointer.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var member = parts.LastOrDefault(part => !part.All(char.IsDigit)) ?? "";
        var name = (FieldWords.Find(member) ?? (field.Column ?? member, field.Column ?? member)).In(culture);
        if (field.Line is { } line) return ((Text)($"Ligne {line}, {name}", $"Line {line}, {name}")).In(culture);
        return parts.FirstOrDefault(part => part.All(char.IsDigit)) is { } index && int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
            ? ((Text)($"{name}, n° {place + 1}", $"{name}, no. {place + 1}")).In(culture)
            : name;
    }
}

/// <summary>Keeps a notice from the form that was sent to the page that is shown next: in a cookie of one use that only we can read.</summary>
internal sealed class Notices(IDataProtectionProvider protection)
{
    private const string Cookie = "tabletloans-notice";
    // Browsers keep 4 kB of a cookie; what is protected grows by a half.
    private const int Most = 2_000;
    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("TabletLoans.Web.Notices").ToTimeLimitedDataProtector();

    public void Leave(HttpContext http, Notice notice)
    {
        var lines = notice.Lines.ToList();
        while (lines.Count > 0 && lines.Sum(line => line.Length) > Most) lines.RemoveAt(lines.Count - 1);
        if (lines.Count < notice.Lines.Count) lines.Add("…");
        http.Response.Cookies.Append(Cookie, _protector.Protect(JsonSerializer.Serialize(notice with { Lines = lines }), TimeSpan.FromMinutes(5)), Options(http));
    }

    public Notice? Take(HttpContext http)
    {
        if (http.Request.Cookies[Cookie] is not { Length: > 0 } kept) return null;
        http.Response.Cookies.Delete(Cookie, Options(http));
        try
        {
            return JsonSerializer.Deserialize<Notice>(_protector.Unprotect(kept));
        }
        catch (Exception exception) when (exception is CryptographicException or JsonException)
        {
            return null; // too old, or not ours
        }
    }

    private static CookieOptions Options(HttpContext http) => new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, IsEssential = true };
}
