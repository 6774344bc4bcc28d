using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Organisations;
using TabletLoans.Storage;

namespace TabletLoans.Web.Pages;

/// <summary>The organisation's own settings, and what it declares of the accessibility of this service.</summary>
internal static class SettingPages
{
    public static void Map(IEndpointRouteBuilder organisation)
    {
        organisation.Shows("settings", Permission.ManageSettings, Ask);
        organisation.Takes("settings", Permission.ManageSettings, Change);
        organisation.Shows("accessibility", Permission.ManageSettings, AskState);
        organisation.Takes("accessibility", Permission.ManageSettings, State);
        // Public by law.
        organisation.MapGet("accessibilite", Read);
    }

    /// <summary>The version that the person saw.</summary>
    internal sealed record Seen
    {
        public long? Version { get; init; }
    }

    private static async Task<IResult> Ask(Db db, CancellationToken stop)
    {
        var now = (await db.One<Organisation>(Organisation.CurrentSql, null, stop))!;
        return Show.Page<SettingsPage>(Fields.Of(("name", now.Name), ("siret", now.Siret), ("timeZone", now.TimeZone), ("tagPrefix", now.TagPrefix), ("schoolYearEnds", now.SchoolYearEnds), ("version", $"{now.Version}")));
    }

    private static async Task<IResult> Change(Form<ChangeOrganisation.Request> form, Form<Seen> seen, Visit visit, Db db, CancellationToken stop)
    {
        var outcome = await form.Run(request => ChangeOrganisation.Run(db, request, new IfMatch(seen.Value.Version), stop));
        return outcome.Refusal is { } refusal
            ? Show.Page<SettingsPage>(form.Again(refusal, visit), refusal.Error.Status, Notice.Of(refusal, visit.Culture))
            : Show.Done(visit.To("settings"), Notice.Done(((Text)("Les réglages sont enregistrés.", "The settings are saved.")).In(visit.Culture)));
    }

    private static async Task<IResult> Read(Visit visit, Database database, CancellationToken stop) =>
        Show.Page<AccessibilityPage>(await AccessibilityStatement.Of(database, visit.Http.GetRouteValue(RequirePermission.RouteValue) as string ?? "", stop));

    private static async Task<IResult> AskState(Db db, CancellationToken stop)
    {
        var now = await AccessibilityStatement.Current(db, stop);
        return Show.Page<StateAccessibilityPage>(Fields.Of(("conformity", now.Conformity), ("auditedOn", now.AuditedOn?.ToString("O")), ("auditor", now.Auditor), ("body", now.Body), ("contact", now.Contact)));
    }

    private static async Task<IResult> State(Form<StateAccessibility.Request> form, Visit visit, Db db, CancellationToken stop)
    {
        var outcome = await form.Run(request => StateAccessibility.Run(db, request, stop));
        return outcome.Refusal is { } refusal
            ? Show.Page<StateAccessibilityPage>(form.Again(refusal, visit), refusal.Error.Status, Notice.Of(refusal, visit.Culture))
            : Show.Done(visit.To("accessibilite"), Notice.Done(((Text)("La déclaration est publiée.", "The statement is published.")).In(visit.Culture)));
    }
}
