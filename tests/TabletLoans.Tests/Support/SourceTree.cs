namespace TabletLoans.Tests.Support;

/// <summary>The source files of the service, for the conventions that only the text shows.</summary>
internal static class SourceTree
{
    /// <summary>The C# files of the service, by path relative to src/TabletLoans, with / between folders.</summary>
    public static IReadOnlyDictionary<string, string> Service { get; } = Read(Path.Combine(Repository.Root, "src", "TabletLoans"));

    /// <summary>The components of the pages, in the same way.</summary>
    public static IReadOnlyDictionary<string, string> Components { get; } = Read(Path.Combine(Repository.Root, "src", "TabletLoans"), "*.razor");

    private static Dictionary<string, string> Read(string folder, string files = "*.cs") => Directory.EnumerateFiles(folder, files, SearchOption.AllDirectories)
        .ToDictionary(file => Path.GetRelativePath(folder, file).Replace('\\', '/'), File.ReadAllText, StringComparer.Ordinal);
}
