using TabletLoans.Incidents;

namespace TabletLoans.Tests.Incidents;

/// <summary>The computation alone, by hand.</summary>
public sealed class RecoveryScaleTests
{
    // Items, price, in service, incident: each line, the residual value, what may be asked for.
    [TestCase("screen", 44_760, "2024-09-01", "2024-09-01", "12000", 44_760, 12_000, TestName = "New: the whole amount")]
    [TestCase("screen", 44_760, "2024-09-01", "2025-08-31", "12000", 36_554, 12_000, TestName = "Eleven months are no year")]
    [TestCase("screen", 44_760, "2024-09-01", "2025-09-01", "10800", 35_808, 10_800, TestName = "A year takes a tenth")]
    [TestCase("screen,charger", 44_760, "2022-09-01", "2025-09-01", "8400,1733", 17_904, 10_133, TestName = "Each item is rounded, then added")]
    [TestCase("odd", 44_760, "2024-09-01", "2025-09-01", "5", 35_808, 5, TestName = "4.5 cents are 5")]
    [TestCase("odd,uneven", 44_760, "2024-09-01", "2025-09-01", "5,3", 35_808, 8, TestName = "2.7 cents are 3, and no rounding of the sum")]
    [TestCase("percent", 33_333, "2024-09-01", "2024-10-01", "4167", 32_777, 4_167, TestName = "12.5 % of odd cents, rounded once; the cap cut below")]
    [TestCase("percent", 33_333, "2024-09-01", "2025-09-01", "3750", 26_666, 3_750, TestName = "The percents are not rounded before the wear")]
    [TestCase("total_loss", 44_760, "2024-09-01", "2025-09-01", "40284", 35_808, 35_808, TestName = "Never above the residual value")]
    [TestCase("screen", 10_001, "2024-09-01", "2029-08-01", "7200", 166, 166, TestName = "The last month but one is worth a sixtieth, cut to the cent")]
    [TestCase("screen", 44_760, "2020-09-01", "2025-09-01", "6000", 0, 0, TestName = "Worth nothing, nothing is asked for")]
    [TestCase("screen", 44_760, "2010-09-01", "2025-09-01", "0", 0, 0, TestName = "Wear does not go below nothing")]
    [TestCase("screen", 0, "2024-09-01", "2024-09-01", "12000", 0, 0, TestName = "A gift has no residual value")]
    [TestCase("screen", 44_760, "2025-09-01", "2024-09-01", "12000", 44_760, 12_000, TestName = "Before it served it was new")]
    public void A_Recovery_Is_Computed(string kinds, long price, string inService, string on, string lines, long residual, long computed)
    {
        var made = RecoveryScale.Compute(Scale, kinds.Split(','), price, DateOnly.Parse(inService, System.Globalization.CultureInfo.InvariantCulture), DateOnly.Parse(on, System.Globalization.CultureInfo.InvariantCulture));
        Assert.That(string.Join(',', made.Lines.Select(line => line.Cents)), Is.EqualTo(lines));
        Assert.That((made.ResidualCents, made.ComputedCents), Is.EqualTo((residual, computed)));
        Assert.That(made.ItemsCents, Is.EqualTo(made.Lines.Sum(line => line.Cents)));
    }

    [TestCase("2024-01-31", "2024-02-29", 1)]
    [TestCase("2024-01-31", "2024-02-28", 0)]
    [TestCase("2024-02-29", "2025-02-28", 12)]
    [TestCase("2024-03-15", "2024-03-15", 0)]
    [TestCase("2024-03-15", "2024-04-14", 0)]
    [TestCase("2024-03-15", "2024-04-15", 1)]
    [TestCase("2024-03-15", "2020-04-15", 0)]
    public void Months_Are_Counted_Whole(string from, string to, int months) =>
        Assert.That(RecoveryScale.WholeMonths(DateOnly.Parse(from, System.Globalization.CultureInfo.InvariantCulture), DateOnly.Parse(to, System.Globalization.CultureInfo.InvariantCulture)), Is.EqualTo(months));

    /// <summary>Whatever is asked for, it is never above the residual value nor above the items.</summary>
    [Test]
    public void No_Recovery_Is_Above_What_The_Device_Is_Worth()
    {
        for (var months = 0; months < 80; months++)
            foreach (var price in new long[] { 1, 99, 10_001, 44_760, 123_457 })
            {
                var on = new DateOnly(2024, 1, 31).AddMonths(months);
                var made = RecoveryScale.Compute(Scale, ["screen", "percent", "total_loss"], price, new DateOnly(2024, 1, 31), on);
                Assert.That(made.ComputedCents, Is.LessThanOrEqualTo(made.ResidualCents).And.LessThanOrEqualTo(made.ItemsCents).And.GreaterThanOrEqualTo(0));
                Assert.That((decimal)made.ResidualCents, Is.LessThanOrEqualTo(price * Math.Max(0m, 1m - (months / 60m)) + 0.000_001m));
            }
    }

    // What stands already, the day of its incident; the residual value, what is left, what may be asked for.
    [TestCase(0, null, 35_808, 35_808, 35_808)]
    [TestCase(10_000, "2025-09-01", 35_808, 25_808, 25_808)]
    [TestCase(10_000, "2024-09-01", 35_808, 25_808, 25_808, TestName = "An earlier one leaves the value of this day")]
    [TestCase(10_000, "2026-09-01", 26_856, 16_856, 16_856, TestName = "A later one takes the value of its own")]
    [TestCase(35_808, "2025-09-01", 35_808, 0, 0)]
    [TestCase(44_760, "2024-09-01", 35_808, 0, 0, TestName = "More was asked when it was worth more")]
    public void All_Together_Stays_Within_The_Residual_Value(long asked, string? latestOn, long residual, long left, long computed)
    {
        var made = RecoveryScale.Compute(Scale, ["total_loss"], 44_760, new DateOnly(2024, 9, 1), new DateOnly(2025, 9, 1),
            new AlreadyAsked { AskedCents = asked, LatestOn = latestOn is null ? null : DateOnly.Parse(latestOn, System.Globalization.CultureInfo.InvariantCulture) });
        Assert.That((made.ResidualCents, made.LeftCents, made.ComputedCents), Is.EqualTo((residual, left, computed)));
    }

    private static readonly RecoveryScale Scale = new()
    {
        Id = Guid.Empty, AppliesFrom = new DateOnly(2020, 1, 1), DeliberationReference = "2019-112", WearPercentPerYear = 10, DepreciationYears = 5, CreatedAt = default, CreatedBy = Guid.Empty,
        Items =
        [
            new() { Kind = "screen", AmountCents = 12_000 }, new() { Kind = "charger", AmountCents = 2_475 }, new() { Kind = "odd", AmountCents = 5 },
            new() { Kind = "uneven", AmountCents = 3 }, new() { Kind = "percent", PercentOfPrice = 12.5m }, new() { Kind = "total_loss", PercentOfPrice = 100 },
        ],
    };
}
