using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace TabletLoans.Web;

/// <summary>Addresses of the files in wwwroot, each with a version of its content: a browser keeps it until it changes.</summary>
internal sealed class WebFiles(IWebHostEnvironment environment)
{
    public const string Version = "v";

    private readonly ConcurrentDictionary<string, string> _addresses = new(StringComparer.Ordinal);

    public string this[string path] => _addresses.GetOrAdd(path, path =>
    {
        var file = environment.WebRootFileProvider.GetFileInfo(path);
        if (!file.Exists) throw new InvalidOperationException($"wwwroot has no {path}: build again, the build copies it there");
        using var content = file.CreateReadStream();
        return $"/{path}?{Version}={Convert.ToHexStringLower(SHA256.HashData(content))[..10]}";
    });
}
