namespace TabletLoans.Tests.Support;

/// <summary>The source files of the service, for the conventions that only the text shows.</summary>
internal static class SourceTree
{
    /// <summary>The C# files of the service, by path relative to src/TabletLoans, with / between folders.</summary>
    public static IReadOnlyDictionary<string, string> Service { get; } = Read(Path.Combine(Repository.Root, "src", "TabletLoans"));

    private static Dictionary<string, string> Read(string folder) => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
        .ToDictionary(file => Path.GetRelativePath(folder, file).Replace('\\', '/'), File.ReadAllText, StringComparer.Ordinal);
}
