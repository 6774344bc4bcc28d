using System.Security.Cryptography;
using TabletLoans.Access;
using TabletLoans.Storage;

namespace TabletLoans.Demo;

/// <summary>A demonstration account: one of each role that works in an organisation.</summary>
internal sealed record DemoAccount(string Email, string Role, bool IsOfOneSchool = false)
{
    public Guid Id { get; } = Storage.Id.New();
}

/// <summary>Who did what in the demonstration's history: somebody whose role allows it.</summary>
internal sealed class DemoStaff
{
    /// <summary>Public: whoever reads this file knows it, so the demonstration is for trying only.</summary>
    public const string Password = "Demo-tablettes-38";

    public const string FleetManager = "parc@demo.example";

    /// <summary>The collège of the member of school staff.</summary>
    public const string SchoolUai = "0382032C";

    public static IReadOnlyList<DemoAccount> Accounts() =>
    [
        new("admin@demo.example", "organisation_admin"),
        new(FleetManager, "fleet_manager"),
        new("atelier@demo.example", "technician"),
        new("programme@demo.example", "programme_officer"),
        new("secretariat@demo.example", "school_staff", IsOfOneSchool: true),
        new("audit@demo.example", "auditor"),
        new("dpo@demo.example", "data_protection_officer"),
    ];

    private readonly Dictionary<string, DemoAccount> _byRole;
    private readonly Guid _schoolId;

    public DemoStaff(Guid schoolId)
    {
        _schoolId = schoolId;
        All = Accounts();
        _byRole = All.ToDictionary(account => account.Role, StringComparer.Ordinal);
    }

    public IReadOnlyList<DemoAccount> All { get; }

    /// <summary>The workshop where it may, the settings by who manages them, the school's own staff in their school, the fleet manager for everything else.</summary>
    public Guid Doing(Permission permission, Guid? schoolId = null)
    {
        var role = permission switch
        {
            Permission.Prepare or Permission.Recondition => "technician",
            Permission.ManageSettings => "organisation_admin",
            Permission.ManageProgrammes => "programme_officer",
            _ when schoolId == _schoolId && Roles.Find("school_staff")!.May(permission) => "school_staff",
            _ => "fleet_manager",
        };
        return Roles.Find(role)!.May(permission)
            ? _byRole[role].Id
            : throw new InvalidOperationException($"the demonstration has a {role} do what needs {permission.Code()}");
    }

    public async Task Write(Writes writes, Guid organisationId, string hash, DateTimeOffset at)
    {
        foreach (var account in All)
        {
            var stamp = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
            await writes.Execute(AddUser.InsertSql, new { account.Id, account.Email, key = Account.Key(account.Email), hash, stamp, now = at });
            await new GrantRows(organisationId, account.IsOfOneSchool ? [_schoolId] : []).Write(writes, account.Id, account.Role, at);
        }
    }
}
