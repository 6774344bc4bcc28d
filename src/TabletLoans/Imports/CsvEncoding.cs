using System.Text;
using System.Text.Unicode;

namespace TabletLoans.Imports;

/// <summary>Brings a file to UTF-8, whatever the school software or the spreadsheet wrote.</summary>
internal static class CsvEncoding
{
    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
    private static readonly Encoding Latin9 = CodePagesEncodingProvider.Instance.GetEncoding(28605)!;

    public sealed record Decoded(ReadOnlyMemory<byte> Utf8, string Name, CsvProblem? Problem = null);

    public static Decoded ToUtf8(ReadOnlyMemory<byte> file)
    {
        var bytes = file.Span;
        if (IsWorkbook(bytes)) return new(default, "", new CsvProblem(CsvProblem.FileIsWorkbook));
        if (bytes.StartsWith(Encoding.UTF8.Preamble)) return Marked(file[3..]);
        if (bytes.StartsWith(Encoding.Unicode.Preamble)) return Wide(bytes[2..], bigEndian: false);
        if (bytes.StartsWith(Encoding.BigEndianUnicode.Preamble)) return Wide(bytes[2..], bigEndian: true);
        if (Utf8.IsValid(bytes)) return new(file, "utf-8");
        return IsLatin9(bytes)
            ? new(Encoding.UTF8.GetBytes(Latin9.GetString(bytes)), "iso-8859-15")
            : new(Encoding.UTF8.GetBytes(Windows1252.GetString(bytes)), "windows-1252");
    }

    // .xlsx and .ods are ZIP archives, .xls an OLE one.
    private static bool IsWorkbook(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith("PK\u0003\u0004"u8) || bytes.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]);

    private static Decoded Marked(ReadOnlyMemory<byte> rest) => Utf8.IsValid(rest.Span) ? new(rest, "utf-8") : Invalid("utf-8");

    private static Decoded Wide(ReadOnlySpan<byte> rest, bool bigEndian)
    {
        var name = bigEndian ? "utf-16be" : "utf-16";
        try
        {
            var strict = new UnicodeEncoding(bigEndian, byteOrderMark: false, throwOnInvalidBytes: true);
            return new(Encoding.UTF8.GetBytes(strict.GetString(rest)), name);
        }
        catch (DecoderFallbackException)
        {
            return Invalid(name);
        }
    }

    private static Decoded Invalid(string name) => new(default, name, new CsvProblem(CsvProblem.FileEncodingInvalid, Arguments: name));

    // ONDE and SIECLE write ISO-8859-15, where Œ, œ and € stand in the place of Windows' ¼, ½ and ¤. A byte from 80 to 9F
    // is text only in Windows; without one, a fraction that touches a letter, or a ¤, is the other alphabet.
    private static bool IsLatin9(ReadOnlySpan<byte> bytes)
    {
        if (bytes.ContainsAnyInRange((byte)0x80, (byte)0x9F)) return false;
        if (bytes.Contains((byte)0xA4)) return true;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] is not (0xBC or 0xBD)) continue;
            if ((i > 0 && IsLetter(bytes[i - 1])) || (i + 1 < bytes.Length && IsLetter(bytes[i + 1]))) return true;
        }
        return false;
    }

    private static bool IsLetter(byte value) => char.IsAsciiLetter((char)value) || value >= 0xC0;
}
