using System.Diagnostics;
using System.Net;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Cli;

/// <summary>The executable, as an operator types it.</summary>
[TestFixtureSource(typeof(Engines))]
[Parallelizable(ParallelScope.Self)]
public sealed class CommandLineTests(Engine engine)
{
    [Test]
    public async Task An_Organisation_A_Person_And_A_Key_Are_Made_From_Nothing_And_The_Key_Revoked()
    {
        await using var database = await TestDatabase.Create(engine, migrated: false);
        var organisation = await Run(database, null, "organisation", "add", "--slug", "ville", "--name", "Ville", "--kind", "commune");
        Assert.That(Guid.TryParse(organisation.Output.Trim(), out _), Is.True, organisation.Output);
        var user = await Run(database, "un mot de passe assez long\n", "user", "add", "--organisation", "ville", "--email", "a@example.org", "--role", "organisation_admin", "--password-stdin");
        Assert.That(Guid.TryParse(user.Output.Trim(), out _), Is.True, user.Output + user.Error);
        var key = await Run(database, null, "key", "create", "--organisation", "ville", "--role", "fleet_manager", "--name", "essai");
        var lines = key.Output.Trim().Split('\n');
        Assert.That(lines[^1], Does.StartWith("tl_"));

        await using var host = await TestHost.Start(database.ConnectionString);
        using var client = host.Client(lines[^1].Trim());
        (await client.Get("/api/v1/organisations/ville/devices")).Must(HttpStatusCode.OK);
        Assert.That((await Run(database, null, "key", "revoke", "--id", lines[0].Trim())).Status, Is.Zero);
        (await client.Get("/api/v1/organisations/ville/devices")).Must(HttpStatusCode.Unauthorized);
        Assert.That((await Run(database, null, "key", "revoke", "--id", lines[0].Trim())).Status, Is.Not.Zero);

        using var browser = host.Client();
        (await browser.Post("/api/v1/session", new { email = "A@example.org", password = "un mot de passe assez long" })).Must(HttpStatusCode.OK);
        (await browser.Get("/api/v1/organisations/ville/devices")).Must(HttpStatusCode.OK);
        Assert.That((await Run(database, "un autre mot de passe long\n", "user", "set-password", "--email", "a@example.org", "--password-stdin")).Status, Is.Zero);
        (await browser.Get("/api/v1/organisations/ville/devices")).Must(HttpStatusCode.NotFound);
        (await browser.Post("/api/v1/session", new { email = "a@example.org", password = "un mot de passe assez long" })).Must(HttpStatusCode.Unauthorized);
        (await browser.Post("/api/v1/session", new { email = "a@example.org", password = "un autre mot de passe long" })).Must(HttpStatusCode.OK);
        Assert.That((await Run(database, null, "audit", "verify")).Output, Does.Contain("ville: 3 events, the chain holds"));
    }

    [Test]
    public async Task What_Cannot_Be_Done_Is_Said_On_The_Error_Output_With_A_Status()
    {
        await using var database = await TestDatabase.Create(engine, migrated: false);
        await Run(database, null, "organisation", "add", "--slug", "ville", "--name", "Ville", "--kind", "commune");
        foreach (var args in (string[][])
        [
            ["organisation", "add", "--slug", "ville", "--name", "Ville", "--kind", "commune"],
            ["organisation", "add", "--slug", "Ville !", "--name", "Ville", "--kind", "commune"],
            ["organisation", "add", "--slug", "autre", "--name", "Autre", "--kind", "royaume"],
            ["organisation", "add", "--slug", "autre", "--name", "Autre", "--kind", "commune", "--siret", "13002526500012"],
            ["key", "create", "--organisation", "personne", "--role", "fleet_manager", "--name", "x"],
            ["key", "create", "--organisation", "ville", "--role", "king", "--name", "x"],
            ["key", "create", "--organisation", "ville", "--role", "school_staff", "--name", "x", "--school", "0381903M"],
            ["key", "create", "--organisation", "ville", "--role", "auditor", "--name", "x", "--expires-on", "2020-01-01"],
            ["user", "set-password", "--email", "personne@example.org", "--password-stdin"],
            ["nonsense"],
        ])
        {
            var refused = await Run(database, null, args);
            Assert.That((refused.Status != 0, refused.Error.Length > 0), Is.EqualTo((true, true)), string.Join(" ", args) + refused.Output);
        }
        var weak = await Run(database, "court\n", "user", "add", "--organisation", "ville", "--email", "a@example.org", "--role", "auditor", "--password-stdin");
        Assert.That(weak.Status, Is.EqualTo(1));
    }

    [Test]
    public async Task A_Backup_Is_A_Whole_Database()
    {
        await using var database = await TestDatabase.Create(engine);
        await Run(database, null, "organisation", "add", "--slug", "ville", "--name", "Ville", "--kind", "commune");
        var file = Path.Combine(Path.GetTempPath(), $"tabletloans-backup-{Guid.CreateVersion7():N}.db");
        try
        {
            var backup = await Run(database, null, "backup", "--to", file);
            if (engine == Engine.Postgres)
            {
                Assert.That(backup.Status, Is.EqualTo(1));
                Assert.That(backup.Error, Does.Contain("pg_dump"));
                return;
            }
            Assert.That(backup.Status, Is.Zero, backup.Error);
            Assert.That((await Run(database, null, "backup", "--to", file)).Status, Is.Not.Zero, "a backup never overwrites one");
            await using var restored = await TestHost.Start($"Data Source={file}");
            Assert.That(await restored.Database.Read(connection => Dapper.SqlMapper.ExecuteScalarAsync<string>(connection, "select slug from organisation")), Is.EqualTo("ville"));
        }
        finally
        {
            foreach (var left in Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(file) + "*")) File.Delete(left);
        }
    }

    private static async Task<(int Status, string Output, string Error)> Run(TestDatabase database, string? input, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(TabletLoansApp).Assembly.Location, .. args])
        {
            Environment = { ["ConnectionStrings__TabletLoans"] = database.ConnectionString },
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        if (input is not null) await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
