using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Calls;
using TabletLoans.Programmes;
using TabletLoans.Storage;

namespace TabletLoans.Reports;

/// <summary>What became of a call: how many filed, how many retained, for how much; nationally and by département.</summary>
internal static class ReadCallResult
{
    public static void Map(RouteGroupBuilder reports) => reports.MapGet("call-result", Handle).Does(nameof(ReadCallResult), Permission.ReadFunding);

    internal sealed record Filter : ReportRequest
    {
        /// <summary>The latest when absent.</summary>
        public Guid? CallId { get; init; }
        /// <summary>Only this one: 043, 02A. When absent, the whole and each département.</summary>
        [Text(3)] public string? DepartementCode { get; init; }
    }

    /// <summary>Reads the result of a call; what was not communicated is n.c., never 0.</summary>
    internal static async Task<Lists<Figure>> Handle([AsParameters] Filter filter, Db db, Caller caller, CancellationToken stop) => await Run(db, caller, filter, stop);

    public static async Task<Outcome<Page<Figure>>> Run(Db db, Caller caller, Filter filter, CancellationToken stop)
    {
        if (await db.One<CallRow>(filter.CallId is null ? CallRow.LatestSql : CallRow.ByIdSql, new { id = filter.CallId }, stop) is not { } call)
            return filter.CallId is null ? ReportRequest.Page([]) : Refusal.Invalid("/callId", Errors.UnknownReference);
        var programme = (await db.One<ProgrammeRow>(ProgrammeRow.ByIdSql, new { id = call.ProgrammeId }, stop))!;
        var make = filter.Maker(db, caller, ($"TabletLoans, dossiers de l'appel {call.Code}", $"TabletLoans, applications to the call {call.Code}"));
        var figures = new List<Figure>();
        if (filter.DepartementCode is null)
        {
            figures.AddRange(Of(make, call, (await db.One<Row>(WholeSql, new { id = call.Id }, stop))!, null));
            figures.Add(make.Of("envelope", ("Enveloppe initiale", "Initial envelope"), ("Montant total du programme.", "The whole of the programme's money."), programme.EnvelopeCents / 100m, FigureUnits.Euros, rows: $"envelopes?programmeId={programme.Id}"));
            figures.Add(make.Of("left", ("Reste à attribuer", "Left to award"), ("Enveloppe initiale moins tout ce que le programme a engagé, toutes vagues.", "The initial envelope less all that the programme committed, in every wave."), (programme.EnvelopeCents - programme.CommittedCents) / 100m, FigureUnits.Euros));
        }
        foreach (var row in await db.List<Row>(ByDepartementSql, new { id = call.Id }, stop))
            if (row.DepartementCode is { } code && (filter.DepartementCode is null || filter.DepartementCode == code)) figures.AddRange(Of(make, call, row, (code, code)));
        return make.Page(figures);
    }

    private static IEnumerable<Figure> Of(FigureMaker make, CallRow call, Row row, (string Code, string)? group)
    {
        var rows = $"applications?callId={call.Id}{(group is { } part ? $"&departementCode={part.Code}" : "")}";
        // Where only the retained ones were communicated, how many were filed is not known: neither is their share.
        decimal? filed = call.Filings == Filings.RetainedOnly ? null : row.Filed;
        yield return make.Of("filed", ("Dossiers déposés", "Applications filed"), ("Dossiers déposés et non retirés.", "Applications filed and not withdrawn."), filed, "applications", group, $"{rows}&filed=true");
        yield return make.Of("retained", ("Dossiers retenus", "Applications retained"), ("Dossiers retenus par la commission, notifiés ou non.", "Applications awarded, notified or not."), row.Retained, "applications", group, $"{rows}&retained=true");
        yield return make.Of("retained_rate", ("Part retenue", "Share retained"), ("Dossiers retenus ÷ dossiers déposés.", "Applications retained ÷ applications filed."), FigureMaker.Percent(row.Retained, filed), FigureUnits.Percent, group);
        yield return make.Of("schools", ("Établissements retenus", "Schools retained"), ("Établissements différents des dossiers retenus : une autre unité que les dossiers.", "Different schools of the applications retained: another unit than the applications."), row.Schools, "schools", group);
        yield return make.Of("classes", ("Classes retenues", "Classes retained"), ("Classes que les dossiers retenus équipent.", "Classes that the applications retained equip."), row.Classes, "classes", group);
        yield return make.Of("grants", ("Subventions accordées", "Grants"), ("Somme des subventions des dossiers retenus.", "Sum of the grants of the applications retained."), row.GrantedCents / 100m, FigureUnits.Euros, group, $"{rows}&retained=true");
        yield return make.Of("investment", ("Investissements prévus", "Investments planned"), ("Somme des investissements des dossiers retenus, subvention et part du demandeur.", "Sum of the investments of the applications retained, grant and own share."), row.TotalCents / 100m, FigureUnits.Euros, group);
        yield return make.Of("co_funding_rate", ("Taux de cofinancement", "Co-funding rate"), ("Subventions accordées ÷ investissements prévus.", "Grants ÷ investments planned."), FigureMaker.Percent(row.GrantedCents, row.TotalCents), FigureUnits.Percent, group, absence: "not_applicable");
    }

    internal sealed record Row
    {
        public string? DepartementCode { get; init; }
        public long Filed { get; init; }
        public long Retained { get; init; }
        public long Schools { get; init; }
        public long Classes { get; init; }
        public long GrantedCents { get; init; }
        public long TotalCents { get; init; }
    }

    private static readonly string Sums = $"""
        coalesce(sum(case when {ApplicationLifecycle.IsFiled} then 1 else 0 end), 0) as filed, coalesce(sum(case when {ApplicationLifecycle.IsRetained} then 1 else 0 end), 0) as retained,
          coalesce(sum(case when {ApplicationLifecycle.IsRetained} then a.classes else 0 end), 0) as classes,
          cast(coalesce(sum(case when {ApplicationLifecycle.IsRetained} then a.granted_cents else 0 end), 0) as bigint) as granted_cents,
          cast(coalesce(sum(case when {ApplicationLifecycle.IsRetained} then a.total_cents else 0 end), 0) as bigint) as total_cents
        """;

    public static readonly string WholeSql = $"""
        select {Sums},
          (select count(distinct x.school_id) from application_school x join application a on a.id = x.application_id where a.organisation_id = @organisationId and a.call_id = @id and {ApplicationLifecycle.IsRetained}) as schools
        from application a
        where a.organisation_id = @organisationId and a.call_id = @id
        """;

    public static readonly string ByDepartementSql = $"""
        select o.*, coalesce(w.schools, 0) as schools
        from (select a.departement_code, {Sums} from application a where a.organisation_id = @organisationId and a.call_id = @id group by a.departement_code) o
        left join (select a.departement_code, count(distinct x.school_id) as schools from application_school x join application a on a.id = x.application_id
          where a.organisation_id = @organisationId and a.call_id = @id and {ApplicationLifecycle.IsRetained} group by a.departement_code) w on w.departement_code = o.departement_code
        order by o.departement_code
        """;
}
