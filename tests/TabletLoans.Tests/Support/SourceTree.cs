namespace TabletLoans.Tests.Support;

/// <summary>The source files of the service, for the conventions that only the text shows.</summary>
internal static class SourceTree
{
    public static string Root { get; } = FindRoot();

    /// <summary>The C# files of the service, by path relative to src/TabletLoans, with / between folders.</summary>
    public static IReadOnlyDictionary<string, string> Service { get; } = Read(Path.Combine(Root, "src", "TabletLoans"));

    private static Dictionary<string, string> Read(string folder) => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
        .ToDictionary(file => Path.GetRelativePath(folder, file).Replace('\\', '/'), File.ReadAllText, StringComparer.Ordinal);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "TabletLoans.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("the tests run outside the repository: TabletLoans.sln was not found above them");
    }
}
