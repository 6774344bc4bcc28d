using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Calls;
using TabletLoans.Storage;

namespace TabletLoans.Reports;

/// <summary>What a calendar year gave a pupil of the public schools and of the private ones under contract (Code de l'éducation, art. L442-16).</summary>
internal static class ReadParity
{
    public static void Map(RouteGroupBuilder reports) => reports.MapGet("parity", Handle).Does(nameof(ReadParity), Permission.ReadFunding);

    internal sealed record Filter : ReportRequest
    {
        /// <summary>The present one when absent.</summary>
        [Between(2000, 2100)] public int? Year { get; init; }
    }

    /// <summary>Reads the euros a pupil of each sector; a private figure above the public one is against the law.</summary>
    internal static async Task<Lists<Figure>> Handle([AsParameters] Filter filter, Db db, Caller caller, CancellationToken stop) => await Run(db, caller, filter, stop);

    public static async Task<Outcome<Page<Figure>>> Run(Db db, Caller caller, Filter filter, CancellationToken stop)
    {
        var year = filter.Year ?? db.Today.Year;
        var make = filter.Maker(db, caller, ($"TabletLoans, arrivées et notifications de {year}", $"TabletLoans, arrivals and notifications of {year}"));
        var parity = await Parity.Of(db, year, stop);
        Text definition = ("Prix TTC des équipements arrivés dans l'année par expédition, et subventions notifiées, rapportés aux élèves des établissements du secteur (hors contrat exclus).", "Prices with tax of the devices that arrived by shipment in the year, and grants notified, over the pupils of the sector's schools (without those without contract).");
        return make.Page(
        [
            make.Of("euros_per_pupil", ("Par élève, public", "A pupil, public"), definition, parity.PublicEach, "euros_per_pupil", ("public", Sector(caller, "public")), "schools?sector=public", "not_applicable"),
            make.Of("euros_per_pupil", ("Par élève, privé sous contrat", "A pupil, private under contract"), definition, parity.PrivateEach, "euros_per_pupil", ("private", Sector(caller, "private")), "schools?sector=private", "not_applicable"),
            make.Of("given", ("Total, public", "Total, public"), definition, parity.PublicCents / 100m, FigureUnits.Euros, ("public", Sector(caller, "public"))),
            make.Of("given", ("Total, privé sous contrat", "Total, private under contract"), definition, parity.PrivateCents / 100m, FigureUnits.Euros, ("private", Sector(caller, "private"))),
        ]);
    }

    private static string Sector(Caller caller, string sector) => (caller.Culture.TwoLetterISOLanguageName, sector) switch { ("en", "public") => "public", ("en", _) => "private", (_, "public") => "public", _ => "privé" };
}
