using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace TabletLoans.Access;

/// <summary>Codes that change with time (RFC 6238): HMAC-SHA-1, six digits, steps of 30 seconds.</summary>
internal static class Totp
{
    private const int StepSeconds = 30;
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(20);

    public static long StepOf(DateTimeOffset at) => at.ToUnixTimeSeconds() / StepSeconds;

    public static string Code(byte[] secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(counter, step);
#pragma warning disable CA5350 // RFC 6238 as every authenticator application has it; HMAC does not rest on collisions.
        var hash = HMACSHA1.HashData(secret, counter);
#pragma warning restore CA5350
        var number = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 0x0f)) & 0x7fffffff;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>The step whose code it is, the present one or a neighbour, if it is after the last one used; null where it is none.</summary>
    public static long? Match(byte[] secret, string code, DateTimeOffset now, long? lastUsed)
    {
        var typed = Encoding.ASCII.GetBytes(code.Replace(" ", "", StringComparison.Ordinal));
        long? found = null;
        for (var step = StepOf(now) - 1; step <= StepOf(now) + 1; step++)
            if (CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Code(secret, step)), typed) && !(lastUsed >= step)) found ??= step;
        return found;
    }

    /// <summary>Base32 (RFC 4648) without padding, as the applications read it.</summary>
    public static string Text(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        var (bits, held) = (0, 0);
        foreach (var one in bytes)
        {
            (bits, held) = ((bits << 8) | one, held + 8);
            for (; held >= 5; held -= 5) text.Append(Alphabet[(bits >> (held - 5)) & 31]);
            bits &= (1 << held) - 1;
        }
        if (held > 0) text.Append(Alphabet[(bits << (5 - held)) & 31]);
        return text.ToString();
    }

    /// <summary>What an application reads from the picture.</summary>
    public static string Address(byte[] secret, string email) =>
        $"otpauth://totp/TabletLoans:{Uri.EscapeDataString(email)}?secret={Text(secret)}&issuer=TabletLoans&algorithm=SHA1&digits=6&period=30";
}
