using System.Text.Json;
using static TabletLoans.Access.Permission;

namespace TabletLoans.Access;

/// <summary>The role matrix: who may do what. The only place; api-spec/permissions.md is written from it.</summary>
internal static class Roles
{
    public static IReadOnlyList<Role> All { get; } =
    [
        new("platform_admin", ("Exploite la plate-forme ; n'entre pas dans les données.", "Runs the platform; does not enter the data."), []),
        new("organisation_admin", ("Gère les personnes, les clés et les réglages de la collectivité.", "Manages the people, the keys and the settings of the organisation."),
            Enum.GetValues<Permission>()),
        new("fleet_manager", ("Gère le parc, de l'achat à la fin de vie.", "Manages the fleet, from purchase to end of life."),
            [.. Enum.GetValues<Permission>().Except([ManageSettings, ManageAccess, ReadAudit])]),
        new("technician", ("Prépare, répare et efface les appareils.", "Prepares, repairs and wipes devices."),
            [ReadFleet, ReadLoans, ReadPurchasing, Prepare, Distribute, CountInventory, DeclareIncident, Recondition]),
        new("programme_officer", ("Conduit les programmes, achète avec leur argent et publie leurs chiffres.", "Runs the programmes, buys with their money and publishes their figures."),
            [ReadFleet, ReadLoans, ImportFiles, ReadPurchasing, ManagePurchasing, ReadProgrammes, ReadFunding, FileApplications, ManageProgrammes, DecideApplications]),
        new("school_staff", ("Remet et reprend les appareils dans ses établissements.", "Hands devices over and takes them back in their own schools."),
            [ReadFleet, ReadLoans, ReadPeople, ManagePeople, ImportFiles, ConfirmArrival, CountInventory, Lend, DeclareIncident, ReadProgrammes, FileApplications]),
        new("auditor", ("Lit tout, sauf les noms des personnes.", "Reads everything but people's names."),
            [ReadFleet, ReadLoans, ReadPurchasing, ReadProgrammes, ReadFunding, ReadAudit]),
        new("data_protection_officer", ("Veille aux données personnelles.", "Watches over personal data."),
            [ReadFleet, ReadLoans, ReadPeople, ReadAudit]),
    ];

    /// <summary>Permissions on what belongs to the whole organisation: rules, schools, models, orders, registering.</summary>
    public static IReadOnlyList<Permission> OfTheWhole { get; } = [ManageFleet, ManageSchools, ReadPurchasing, ManagePurchasing, ReadFunding, ManageProgrammes, DecideApplications, ManageSettings, ManageAccess, ReadAudit];

    /// <summary>The role of who runs the platform: only the command line gives it.</summary>
    public const string OfThePlatform = "platform_admin";

    public const string Administrator = "organisation_admin";

    public static Role? Find(string code) => All.FirstOrDefault(role => role.Code == code);

    public static IReadOnlyList<string> With(Permission permission) =>
        [.. All.Where(role => role.May(permission)).Select(role => role.Code)];

    public static string Code(this Permission permission) => JsonNamingPolicy.SnakeCaseLower.ConvertName(permission.ToString());
}

internal sealed record Role(string Code, Api.Text Summary, IReadOnlyList<Permission> Permissions)
{
    private readonly HashSet<Permission> _set = [.. Permissions];

    public bool May(Permission permission) => _set.Contains(permission);
}

/// <summary>The roles that are given within an organisation.</summary>
internal sealed class GrantedRoles : Api.ICodes
{
    public static IReadOnlyList<string> All { get; } = [.. Roles.All.Select(role => role.Code).Where(code => code != Roles.OfThePlatform)];
}
