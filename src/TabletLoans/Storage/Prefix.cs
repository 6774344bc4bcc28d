namespace TabletLoans.Storage;

/// <summary>
/// `starts with` as an index range: text >= beginning and text &lt; end. The last code point of Unicode is unassigned and so
/// sorts after every letter, in binary order (SQLite, C) as in the order of a language (ICU, glibc).
/// </summary>
internal static class Prefix
{
    public static string End(string beginning) => beginning + "\U0010FFFF";
}
