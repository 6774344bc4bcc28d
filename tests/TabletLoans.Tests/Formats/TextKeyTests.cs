using TabletLoans.Api;

namespace TabletLoans.Tests.Formats;

[TestFixture]
public sealed class TextKeyTests
{
    [TestCase("Collège Élie-Cartan", "college elie cartan")]
    [TestCase("  LES  BUIS… ", "les buis")]
    [TestCase("Sacré-Cœur", "sacre coeur")]
    [TestCase("Lætitia Strauß", "laetitia strauss")]
    [TestCase("L'Œuvre d’Ambroise", "l oeuvre d ambroise")]
    [TestCase("Søren Łukasz", "soren lukasz")]
    [TestCase("ﬁnale №５", "finale no5")]
    [TestCase("e\u0301cole", "ecole")]
    [TestCase("…", "")]
    [TestCase("", "")]
    public void Case_Accents_And_Ligatures_Are_Ignored(string text, string key) => Assert.That(TextKey.Normalise(text), Is.EqualTo(key));

    [Test]
    public void Letters_That_Differ_Stay_Different() => Assert.That(TextKey.Normalise("Élie"), Is.Not.EqualTo(TextKey.Normalise("Élia")));

    [Test]
    public void Half_A_Surrogate_Pair_Does_Not_Throw() => Assert.That(TextKey.Normalise("a\uD800b"), Is.EqualTo("a b"));

    [Test]
    public void Words_Are_Distinct_In_Order_And_Not_Endless()
    {
        Assert.That(TextKey.Words("Jean Émile jean EMILE Vilar"), Is.EqualTo(new[] { "jean", "emile", "vilar" }));
        Assert.That(TextKey.Words(new string('x', 65)).Single(), Has.Length.EqualTo(64));
        Assert.That(TextKey.Words(" - "), Is.Empty);
    }
}
