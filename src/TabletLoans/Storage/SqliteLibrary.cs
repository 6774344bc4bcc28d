using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace TabletLoans.Storage;

/// <summary>
/// Chooses the native SQLite: the system's when it is newer than the one that the package carries (3.35.5, of 2021),
/// because the system's is the one that gets security updates.
/// </summary>
internal static class SqliteLibrary
{
    private const string Provider = "SQLitePCLRaw.provider.e_sqlite3";
    private const string Bundled = "e_sqlite3";
    private const string System = "libsqlite3.so.0";
    private static readonly Lazy<string> Choice = new(Choose);

    /// <summary>Where the library in use comes from: `system` or `bundled`.</summary>
    public static string Origin => Choice.Value;

    public static void Load() => _ = Choice.Value;

    private static string Choose()
    {
        var provider = Assembly.Load(Provider);
        var bundled = NativeLibrary.TryLoad(Bundled, provider, null, out var own) ? VersionOf(own) : 0;
        var system = NativeLibrary.TryLoad(System, out var shared) ? VersionOf(shared) : 0;
        var useSystem = system > bundled;
        if (useSystem)
            NativeLibrary.SetDllImportResolver(provider, (name, _, _) => name == Bundled ? shared : IntPtr.Zero);
        Batteries_V2.Init();
        return useSystem ? "system" : "bundled";
    }

    private static int VersionOf(IntPtr library) =>
        NativeLibrary.TryGetExport(library, "sqlite3_libversion_number", out var export)
            ? Marshal.GetDelegateForFunctionPointer<VersionNumber>(export)()
            : 0;

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int VersionNumber();
}
