using Microsoft.Extensions.Primitives;

namespace TabletLoans.Web;

/// <summary>Addresses of pages. None of them holds anything about a person but an id.</summary>
internal static class Address
{
    public const string SignIn = "/sign-in";
    public const string SignInCode = "/sign-in/code";
    public const string Account = "/account";
    public const string SecondFactor = "/account/second-factor";

    public static string Within(string organisation, string path) => path.Length == 0 ? $"/o/{organisation}" : $"/o/{organisation}/{path}";

    /// <summary>Where to go back to, if it is a page of ours: anything else would let a link send people away in our name.</summary>
    public static string? Local(string? address) =>
        address is { Length: > 0 and <= 2000 } && address[0] == '/' && (address.Length == 1 || address[1] is not ('/' or '\\')) && !address.Any(c => char.IsControl(c) || c == '\\') ? address : null;

    public static string With(string path, params IEnumerable<(string Name, string? Value)> query) =>
        path + QueryString.Create(query.Where(pair => !string.IsNullOrEmpty(pair.Value)).Select(pair => KeyValuePair.Create(pair.Name, (StringValues)pair.Value)));

    /// <summary>The page of a thing, by the kind that a search or an event gives it; null where it has none.</summary>
    public static string? Of(string kind, Guid id) => kind switch
    {
        "device" => $"devices/{id:D}",
        "borrower" => $"borrowers/{id:D}",
        "loan" => $"loans/{id:D}",
        "school" => $"schools/{id:D}",
        "purchase_order" => $"purchase-orders/{id:D}",
        "shipment" => $"shipments/{id:D}",
        "person" => $"users/{id:D}",
        "key" => $"keys/{id:D}",
        "work_order" => $"work-orders/{id:D}",
        "incident" => $"incidents/{id:D}",
        "delivery" => $"deliveries/{id:D}",
        "programme" => $"programmes/{id:D}",
        "call" => $"calls/{id:D}",
        "application" => $"applications/{id:D}",
        _ => null,
    };
}
