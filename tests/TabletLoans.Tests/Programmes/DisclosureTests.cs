using TabletLoans.Reports;

namespace TabletLoans.Tests.Programmes;

/// <summary>What is hidden beside a whole that is published, by the people behind each part.</summary>
public sealed class DisclosureTests
{
    [TestCase("5 9 20", 34, "", false, "nobody is few")]
    [TestCase("0 9 20", 29, "", false, "nobody is nobody")]
    [TestCase("2 8 9", 19, "2 8", false, "alone it could be found: the smallest other goes with it")]
    [TestCase("1 5 9 20", 35, "1 5 9", false, "of six, one is one and the other five")]
    [TestCase("4 4 7 20", 35, "4 4 7", false, "of eight, both are four")]
    [TestCase("1 1", 2, "1 1", true, "the whole is few too")]
    [TestCase("3 4", 7, "3 4", true, "nothing is left to stand beside them")]
    [TestCase("6 12", 20, "6 12", false, "two have no figure of their own")]
    [TestCase("6 12", 30, "", false, "twelve have none, and they are enough")]
    [TestCase("2 30", 40, "2", false, "the eight that have no figure blur it")]
    public void Of_The_Parts(string parts, int whole, string expected, bool wholeToo, string because)
    {
        var named = parts.Split(' ').Index().ToDictionary(part => $"{part.Index}", part => decimal.Parse(part.Item, System.Globalization.CultureInfo.InvariantCulture));
        var (hidden, isWholeHidden) = Disclosure.Hidden(named, whole);
        Assert.That((string.Join(' ', named.Where(part => hidden.Contains(part.Key)).Select(part => part.Value)), isWholeHidden), Is.EqualTo((expected, wholeToo)), because);
    }
}
