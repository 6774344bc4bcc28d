using TabletLoans.Schools;

namespace TabletLoans.Tests.Formats;

[TestFixture]
public sealed class SchoolIdentifierTests
{
    [TestCase("0951099D")]
    [TestCase("0400193T")]
    [TestCase("0422170F")]
    [TestCase("0381903M")]
    [TestCase("0382032C")]
    [TestCase("0751234J")]
    [TestCase("0750001U")]
    public void A_Uai_With_Its_Key_Letter_Is_Accepted(string uai)
    {
        Assert.That(Uai.TryParse(uai, out var normalised), Is.True);
        Assert.That(normalised, Is.EqualTo(uai));
    }

    [TestCase("0382863J")]
    [TestCase("0750001A")]
    [TestCase("0381903N")]
    public void A_Uai_With_A_Wrong_Letter_Is_Refused(string uai)
    {
        Assert.That(Uai.TryParse(uai, out var normalised), Is.False);
        Assert.That(normalised, Is.Empty);
    }

    [Test]
    public void The_Right_Letter_Can_Be_Named_For_A_Wrong_Uai() => Assert.That(Uai.KeyLetter("0382863"), Is.EqualTo('F'));

    [TestCase(" 0381903m ")]
    [TestCase("038 1903 M")]
    [TestCase("0381903\u00A0M")]
    [TestCase("\uFEFF0381903M\u200B")]
    [TestCase("0381903M\r\n")]
    public void A_Uai_In_Lower_Case_Or_With_Spaces_Is_Normalised(string typed)
    {
        Assert.That(Uai.TryParse(typed, out var normalised), Is.True);
        Assert.That(normalised, Is.EqualTo("0381903M"));
    }

    [TestCase("620")]
    [TestCase("720")]
    [TestCase("971")]
    [TestCase("988")]
    [TestCase("095")]
    public void A_Uai_Of_Corsica_Or_Overseas_Is_Accepted(string prefix)
    {
        var digits = prefix + "0001";
        Assert.That(Uai.TryParse(digits + Uai.KeyLetter(digits), out _), Is.True);
    }

    [TestCase("096")]
    [TestCase("100")]
    [TestCase("630")]
    [TestCase("960")]
    public void A_Uai_Of_No_Departement_Is_Refused_Even_With_Its_Key_Letter(string prefix)
    {
        var digits = prefix + "0001";
        Assert.That(Uai.TryParse(digits + Uai.KeyLetter(digits), out _), Is.False);
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("0381903")]
    [TestCase("381903M")]
    [TestCase("0381903MM")]
    [TestCase("٠381903M")]
    [TestCase("038-1903M")]
    public void Something_Else_Is_Not_A_Uai(string? text) => Assert.That(Uai.TryParse(text, out _), Is.False);

    [TestCase("38185", "38185")]
    [TestCase(" 2a004 ", "2A004")]
    [TestCase("97105", "97105")]
    [TestCase("01053", "01053")]
    public void A_Commune_Code_Is_Accepted(string typed, string expected)
    {
        Assert.That(InseeCommune.TryParse(typed, out var normalised), Is.True);
        Assert.That(normalised, Is.EqualTo(expected));
    }

    [TestCase(null)]
    [TestCase("1053")]
    [TestCase("00185")]
    [TestCase("96000")]
    [TestCase("2C004")]
    [TestCase("381850")]
    public void Something_Else_Is_Not_A_Commune_Code(string? text) => Assert.That(InseeCommune.TryParse(text, out _), Is.False);
}
