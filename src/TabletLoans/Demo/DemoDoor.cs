using System.Net;

namespace TabletLoans.Demo;

/// <summary>The demonstration's password is public, so it opens to this machine alone unless --urls asks for more.</summary>
internal static class DemoDoor
{
    /// <exception cref="InvalidOperationException">Other machines could reach it, and nobody asked for that on the command line.</exception>
    public static void Check(IConfiguration configuration, string? asked)
    {
        var open = Addresses(configuration, asked).Where(address => !IsLoopback(address)).ToList();
        if (open.Count == 0) return;
        if (asked is null) throw new InvalidOperationException($"--demo has a public password and would listen on {string.Join(", ", open)}: give --urls if other machines may reach it.");
        Console.WriteLine($"WARNING: the demonstration has a public password, and other machines can reach it on {string.Join(", ", open)}.");
    }

    internal static bool IsLoopback(string address) =>
        BindingAddress.Parse(address) is var parsed && (parsed.IsUnixPipe || parsed.IsNamedPipe
            || string.Equals(parsed.Host, "localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(parsed.Host, out var ip) && IPAddress.IsLoopback(ip)));

    // Endpoints of Kestrel's own configuration come before every other setting.
    private static IEnumerable<string> Addresses(IConfiguration configuration, string? asked)
    {
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]).OfType<string>().ToList();
        return endpoints.Count > 0 ? endpoints : (asked ?? configuration["URLS"] ?? TabletLoansApp.DefaultUrl).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
