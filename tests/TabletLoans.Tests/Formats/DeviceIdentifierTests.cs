using TabletLoans.Devices;

namespace TabletLoans.Tests.Formats;

[TestFixture]
public sealed class DeviceIdentifierTests
{
    [TestCase("490154203237518")]
    [TestCase("49-015420-323751-8")]
    [TestCase("49 015420 323751 8")]
    public void An_Imei_Is_Accepted_And_Its_Groups_Joined(string typed)
    {
        Assert.That(Imei.TryParse(typed, out var normalised), Is.True);
        Assert.That(normalised, Is.EqualTo("490154203237518"));
    }

    [TestCase(null)]
    [TestCase("490154203237517")]
    [TestCase("49015420323751")]
    [TestCase("49015420323751A")]
    [TestCase("000000000000000")]
    public void An_Imei_With_A_Wrong_Digit_Or_Length_Is_Refused(string? text) => Assert.That(Imei.TryParse(text, out _), Is.False);

    [Test]
    public void An_Imeisv_Has_No_Check_Digit_And_Is_Accepted() => Assert.That(Imei.TryParse("4901542032375101", out _), Is.True);

    [TestCase("490154203237510A")]
    [TestCase("0000000000000000")]
    public void An_Imeisv_That_Is_No_Number_Is_Refused(string text) => Assert.That(Imei.TryParse(text, out _), Is.False);

    [TestCase("00:1A:2B:3C:4D:5E")]
    [TestCase("00-1a-2b-3c-4d-5e")]
    [TestCase("001a.2b3c.4d5e")]
    [TestCase("00.1A.2B.3C.4D.5E")]
    [TestCase("001A2B3C4D5E")]
    [TestCase(" 00 1A 2B 3C 4D 5E ")]
    public void A_Mac_Address_Is_Normalised_To_Colons(string typed)
    {
        Assert.That(MacAddress.TryParse(typed, out var normalised), Is.True);
        Assert.That(normalised, Is.EqualTo("00:1A:2B:3C:4D:5E"));
    }

    [TestCase("02:1A:2B:3C:4D:5E")]
    [TestCase("DA:1A:2B:3C:4D:5E")]
    public void A_Locally_Administered_Mac_Address_Is_Refused(string randomised) =>
        Assert.That(MacAddress.TryParse(randomised, out _), Is.False);

    [TestCase(null)]
    [TestCase("00:1A:2B:3C:4D")]
    [TestCase("00:1A-2B:3C:4D:5E")]
    [TestCase("00:1A:2B:3C:4D:5G")]
    [TestCase("01:00:5E:00:00:FB")]
    [TestCase("00:00:00:00:00:00")]
    [TestCase("FF:FF:FF:FF:FF:FF")]
    public void Something_Else_Is_Not_A_Mac_Address(string? text) => Assert.That(MacAddress.TryParse(text, out _), Is.False);

    [TestCase("96385074")]
    [TestCase("036000291452")]
    [TestCase("4006381333931")]
    [TestCase("400 6381 333931")]
    [TestCase("10614141000415")]
    public void A_Gtin_Of_Each_Length_Is_Accepted(string gtin) => Assert.That(Gtin.TryParse(gtin, out _), Is.True);

    [TestCase(null)]
    [TestCase("96385075")]
    [TestCase("036000291453")]
    [TestCase("4006381333932")]
    [TestCase("10614141000416")]
    [TestCase("400638133393")]
    [TestCase("0000000000000")]
    [TestCase("123456789")]
    public void A_Gtin_With_A_Wrong_Digit_Or_Length_Is_Refused(string? text) => Assert.That(Gtin.TryParse(text, out _), Is.False);

    [Test]
    public void An_Asset_Tag_Says_Whose_It_Is_Which_Year_And_Which_One()
    {
        // 25000042 = 23 × 1086958 + 8, and the ninth letter is J.
        Assert.That(AssetTag.For("cd38", 2025, 42), Is.EqualTo("CD38-25-000042J"));
        Assert.That(AssetTag.For("CD-38", 2009, 999_999), Does.Match("^CD-38-09-999999[A-Z]$"));
    }

    [TestCase("CD38-25-000042J")]
    [TestCase(" cd38-25-000042j ")]
    public void An_Asset_Tag_With_Its_Check_Letter_Is_Accepted(string tag) => Assert.That(AssetTag.HasValidCheckLetter(tag), Is.True);

    [TestCase("CD38-25-000042K")]
    [TestCase("CD38-25-000042")]
    [TestCase("CD38-2025-000042J")]
    [TestCase("-25-000042J")]
    [TestCase("")]
    public void Something_Else_Is_Not_An_Asset_Tag(string tag) => Assert.That(AssetTag.HasValidCheckLetter(tag), Is.False);

    [Test]
    public void Any_Wrong_Digit_And_Any_Swap_Of_Neighbours_In_An_Asset_Tag_Is_Caught()
    {
        const string tag = "CD38-25-104682";
        var letter = TabletLoans.Api.CheckDigits.Mod23("25104682");
        int[] places = [5, 6, 8, 9, 10, 11, 12, 13];
        var wrongDigits =
            from place in places
            from digit in "0123456789"
            where digit != tag[place]
            select tag[..place] + digit + tag[(place + 1)..];
        var swaps = from pair in places.Zip(places.Skip(1)) select Swap(tag, pair.First, pair.Second);
        Assert.That(wrongDigits.Concat(swaps).Where(wrong => AssetTag.HasValidCheckLetter(wrong + letter)), Is.Empty);
        Assert.That(AssetTag.HasValidCheckLetter(tag + letter), Is.True);
    }

    [Test]
    public void A_Seventh_Digit_Does_Not_Fit_The_Label() =>
        Assert.That(() => AssetTag.For("CD38", 2025, 1_000_000), Throws.TypeOf<ArgumentOutOfRangeException>());

    private static string Swap(string text, int first, int second)
    {
        var letters = text.ToCharArray();
        (letters[first], letters[second]) = (letters[second], letters[first]);
        return new string(letters);
    }
}
