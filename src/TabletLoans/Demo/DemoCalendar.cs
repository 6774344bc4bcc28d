namespace TabletLoans.Demo;

/// <summary>Instants of the past for the demonstration's history: office hours of working days, before the database's clock.</summary>
internal sealed class DemoCalendar(DateTimeOffset now, TimeZoneInfo zone, Random random)
{
    private const int Opens = 8 * 60 + 15;
    private const int OpenMinutes = 9 * 60;

    public DateTimeOffset Now => now;

    public DateOnly Today { get; } = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);

    /// <summary>The local day of an instant: due dates are local.</summary>
    public DateOnly Day(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    /// <summary>About so many days ago; a week-end counts as the Friday before.</summary>
    public DateTimeOffset Ago(int days)
    {
        var day = Today.AddDays(-days);
        if (day.DayOfWeek == DayOfWeek.Sunday) day = day.AddDays(-2);
        if (day.DayOfWeek == DayOfWeek.Saturday) day = day.AddDays(-1);
        return OfficeHours(day);
    }

    /// <summary>Between two numbers of days ago, and after what happened last.</summary>
    public DateTimeOffset Within(DateTimeOffset last, int oldest, int newest)
    {
        var most = Math.Min(oldest, Today.DayNumber - Day(last).DayNumber);
        return After(last, Ago(most <= newest ? newest : random.Next(newest, most + 1)));
    }

    /// <summary>A few days after what happened last.</summary>
    public DateTimeOffset Later(DateTimeOffset last, int fewest, int most)
    {
        var day = Day(last).AddDays(random.Next(fewest, most + 1));
        if (day.DayOfWeek == DayOfWeek.Saturday) day = day.AddDays(2);
        if (day.DayOfWeek == DayOfWeek.Sunday) day = day.AddDays(1);
        return After(last, OfficeHours(day));
    }

    private DateTimeOffset After(DateTimeOffset last, DateTimeOffset at)
    {
        if (at <= last) at = last.AddMinutes(random.Next(7, 40));
        return at <= now ? at : throw new InvalidOperationException($"the demonstration tells of the future: {at:O}");
    }

    private DateTimeOffset OfficeHours(DateOnly day)
    {
        var local = day.ToDateTime(TimeOnly.MinValue).AddMinutes(Opens + random.Next(OpenMinutes)).AddSeconds(random.Next(60));
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }
}
