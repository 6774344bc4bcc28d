using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Calls;

/// <summary>
/// What an authority gives a pupil of its private schools under contract, and one of its public ones, in a calendar year: never more to the
/// former (Code de l'éducation, art. L442-16). Devices that arrived at schools, at their price with tax, and grants notified.
/// </summary>
internal sealed record Parity
{
    public long PublicCents { get; init; }
    public long PublicPupils { get; init; }
    public long PrivateCents { get; init; }
    public long PrivatePupils { get; init; }

    public decimal? PublicEach => PublicPupils == 0 ? null : Math.Round(PublicCents / (decimal)PublicPupils) / 100m;

    public decimal? PrivateEach => PrivatePupils == 0 ? null : Math.Round(PrivateCents / (decimal)PrivatePupils) / 100m;

    /// <summary>A warning, where so much more for private schools would pass what public ones get; null where it would not, or pupils are not known.</summary>
    public Reason? Warn(long morePrivateCents, int year)
    {
        if (PublicEach is not { } each || PrivatePupils == 0 || morePrivateCents == 0) return null;
        var after = Math.Round((PrivateCents + morePrivateCents) / (decimal)PrivatePupils) / 100m;
        return after <= each ? null : CallErrors.PrivateAbovePublic.With(("year", year), ("private", Euros.Of((long)(after * 100))), ("public", Euros.Of((long)(each * 100))));
    }

    public static async Task<Parity> Of(Db db, int year, CancellationToken stop)
    {
        var (from, to) = (new DateOnly(year, 1, 1), new DateOnly(year, 12, 31));
        var zone = db.Scope.TimeZone;
        return (await db.One<Parity>(SumsSql, new { from, to, fromAt = Instant(from), toAt = Instant(to.AddDays(1)) }, stop))!;

        DateTimeOffset Instant(DateOnly day) => new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), zone.GetUtcOffset(day.ToDateTime(TimeOnly.MinValue))).ToUniversalTime();
    }

    private const string Arrived = """
        (select coalesce(sum(d.price_incl_tax_cents), 0) from shipment_device l join shipment sh on sh.id = l.shipment_id join school s on s.id = sh.school_id join device d on d.id = l.device_id left join funding_line f on f.id = d.funding_line_id
            where f.application_id is null and coalesce(s.contract_code, '') <> '10' and sh.organisation_id = @organisationId and l.outcome = 'arrived' and l.ended_at >= @fromAt and l.ended_at < @toAt and s.sector =
        """;

    // An application counts where its first school does; the devices bought on its grant are not counted again.
    private static readonly string Granted = $"""
        (select coalesce(sum(a.granted_cents), 0) from application a where a.organisation_id = @organisationId and {ApplicationLifecycle.IsRetained} and a.notified_on >= @from and a.notified_on <= @to
            and (select s.sector from application_school x join school s on s.id = x.school_id where x.application_id = a.id order by s.uai limit 1) =
        """;

    private const string Pupils = "(select coalesce(sum(s.pupils), 0) from school s where s.organisation_id = @organisationId and s.status <> 'closed' and coalesce(s.contract_code, '') <> '10' and s.sector =";

    public static readonly string SumsSql = $"""
        select cast({Arrived} 'public') + {Granted} 'public') as bigint) as public_cents, cast({Pupils} 'public') as bigint) as public_pupils,
          cast({Arrived} 'private') + {Granted} 'private') as bigint) as private_cents, cast({Pupils} 'private') as bigint) as private_pupils
        """;
}
