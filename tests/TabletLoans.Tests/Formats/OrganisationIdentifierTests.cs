using TabletLoans.Organisations;

namespace TabletLoans.Tests.Formats;

[TestFixture]
public sealed class OrganisationIdentifierTests
{
    [TestCase("13002526500013", "13002526500013")]
    [TestCase(" 130 025 265 00013 ", "13002526500013")]
    public void A_Siret_Is_Accepted_And_Its_Spaces_Removed(string typed, string expected)
    {
        Assert.That(Siret.TryParse(typed, out var normalised), Is.True);
        Assert.That(normalised, Is.EqualTo(expected));
    }

    [TestCase(null)]
    [TestCase("13002526500012")]
    [TestCase("1300252650001")]
    [TestCase("1300252650001A")]
    [TestCase("00000000000000")]
    public void A_Siret_With_A_Wrong_Digit_Or_Length_Is_Refused(string? text)
    {
        Assert.That(Siret.TryParse(text, out var normalised), Is.False);
        Assert.That(normalised, Is.Empty);
    }

    [Test]
    public void A_Siret_Whose_Siren_Is_Wrong_Is_Refused_Even_If_Its_Fourteen_Digits_Pass()
    {
        var passing = Enumerable.Range(0, 10).Select(digit => "1300252640001" + digit).Single(siret => TabletLoans.Api.CheckDigits.Luhn(siret));
        Assert.That(Siret.TryParse(passing, out _), Is.False);
    }

    [TestCase("35600000000048")]
    [TestCase("35600000000001")]
    [TestCase("35600000049837")]
    public void A_Post_Office_Follows_The_Rule_Of_La_Poste(string siret) => Assert.That(Siret.TryParse(siret, out _), Is.True);

    [TestCase("35600000000002")]
    [TestCase("3560000000000A")]
    public void A_Post_Office_With_Another_Digit_Sum_Is_Refused(string siret) => Assert.That(Siret.TryParse(siret, out _), Is.False);

    [TestCase("130025265", "130025265")]
    [TestCase("130 025 265", "130025265")]
    [TestCase("356000000", "356000000")]
    public void A_Siren_Is_Accepted(string typed, string expected)
    {
        Assert.That(Siren.TryParse(typed, out var normalised), Is.True);
        Assert.That(normalised, Is.EqualTo(expected));
    }

    [TestCase(null)]
    [TestCase("130025264")]
    [TestCase("13002526500013")]
    [TestCase("000000000")]
    public void Something_Else_Is_Not_A_Siren(string? text) => Assert.That(Siren.TryParse(text, out _), Is.False);
}
