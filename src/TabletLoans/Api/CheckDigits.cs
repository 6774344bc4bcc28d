namespace TabletLoans.Api;

/// <summary>The check-digit algorithms of the identifiers printed on devices and in official directories.</summary>
internal static class CheckDigits
{
    // 23 letters, because a prime modulus catches every wrong digit and every swap; I, O and Q are left out, as they read like 1 and 0.
    private const string Mod23Letters = "ABCDEFGHJKLMNPRSTUVWXYZ";

    /// <summary>SIREN, SIRET and IMEI: the last digit makes the Luhn sum a multiple of ten.</summary>
    public static bool Luhn(ReadOnlySpan<char> digits)
    {
        if (!IsDigits(digits)) return false;
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            if (i % 2 == 1) digit = digit > 4 ? digit * 2 - 9 : digit * 2;
            sum += digit;
        }
        return sum % 10 == 0;
    }

    /// <summary>GTIN: weights 1, 3, 1, … from the right, the check digit included, make a multiple of ten.</summary>
    public static bool Gs1(ReadOnlySpan<char> digits)
    {
        if (!IsDigits(digits)) return false;
        var sum = 0;
        for (var i = 0; i < digits.Length; i++) sum += (digits[^(i + 1)] - '0') * (i % 2 == 0 ? 1 : 3);
        return sum % 10 == 0;
    }

    /// <summary>UAI and asset tag: the key letter of a number of any length.</summary>
    /// <exception cref="ArgumentException">A character is not one of 0 to 9.</exception>
    public static char Mod23(ReadOnlySpan<char> digits)
    {
        if (!IsDigits(digits)) throw new ArgumentException("A key letter is computed over digits only.", nameof(digits));
        var rest = 0;
        foreach (var digit in digits) rest = (rest * 10 + (digit - '0')) % 23;
        return Mod23Letters[rest];
    }

    /// <summary>Not empty, and 0 to 9 only: other scripts' digits are not digits here.</summary>
    public static bool IsDigits(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExceptInRange('0', '9');

    /// <summary>A row of zeros satisfies every algorithm, and is what an unset field looks like.</summary>
    public static bool IsOnlyZeros(ReadOnlySpan<char> digits) => !digits.ContainsAnyExcept('0');
}
