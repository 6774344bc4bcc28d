using System.CommandLine;
using System.Globalization;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Organisations;
using TabletLoans.Storage;

namespace TabletLoans;

/// <summary>The command line: one executable that serves, and the few things that are done on the machine itself.</summary>
internal static class Commands
{
    private static readonly Option<DirectoryInfo> Data = new("--data") { Description = "Folder of the embedded database", Recursive = true, DefaultValueFactory = _ => new DirectoryInfo("data") };
    private static readonly Option<string> Organisation = new("--organisation") { Description = "The organisation's slug", Required = true };
    private static readonly Option<string> RoleOption = new("--role") { Description = string.Join(", ", Roles.All.Select(role => role.Code)), Required = true };
    private static readonly Option<string[]> School = new("--school") { Description = "UAI of a school that the role is limited to; may be repeated" };

    public static async Task<int> Run(string[] args)
    {
        var root = new RootCommand("TabletLoans: public fleets of tablets and laptops, from purchase to loans to their lawful end") { Data };
        Serving.AddTo(root);
        root.Subcommands.Add(Serving.Verb());
        root.Subcommands.Add(Verb("migrate", "Brings the database up to this version", async (_, database, stop) =>
        {
            var ran = await Migrator.Migrate(database, stop: stop);
            return Line(ran.Count == 0 ? "up to date" : $"migrated: {string.Join(", ", ran)}");
        }));
        root.Subcommands.Add(new Command("organisation", "Organisations") { AddOrganisationVerb() });
        root.Subcommands.Add(new Command("user", "People who sign in") { AddUserVerb(), SetPasswordVerb() });
        root.Subcommands.Add(new Command("key", "API keys") { CreateKeyVerb(), RevokeKeyVerb() });
        var to = new Option<FileInfo>("--to") { Description = "The file to write", Required = true };
        root.Subcommands.Add(Verb("backup", "Writes a verified copy of the embedded database", async (parsed, database, stop) =>
            Line(await database.Dialect.Backup(parsed.GetRequiredValue(to).FullName, stop)), to));
        root.Subcommands.Add(new Command("audit", "The chain of events")
        {
            Verb("verify", "Finds a row that was altered, removed or inserted", async (_, database, stop) =>
            {
                var (holds, lines) = await AuditChain.Verify(database, stop);
                Console.WriteLine(lines.Count == 0 ? "no organisation" : string.Join(Environment.NewLine, lines));
                return holds ? 0 : 1;
            }),
        });
        root.Subcommands.Add(DocsVerb());
        return await root.Parse(args).InvokeAsync();
    }

    /// <summary>Where the data is: the connection string of the environment, else a file in the folder.</summary>
    public static string ConnectionString(ParseResult parsed) =>
        Environment.GetEnvironmentVariable("ConnectionStrings__TabletLoans") is { Length: > 0 } configured
            ? configured
            : $"Data Source={Path.Combine(parsed.GetValue(Data)!.FullName, "tabletloans.db")}";

    private static Command AddOrganisationVerb()
    {
        var slug = new Option<string>("--slug") { Description = "Its name in addresses: a-z, 0-9, -", Required = true };
        var name = new Option<string>("--name") { Required = true };
        var kind = new Option<string>("--kind") { Description = string.Join(", ", OrganisationKinds.All), Required = true };
        var siret = new Option<string?>("--siret");
        return Verb("add", "Opens the ledger of an organisation; prints its id", async (parsed, database, stop) => Print(
            await AddOrganisation.Run(database, new AddOrganisation.Request
            {
                Slug = parsed.GetRequiredValue(slug), Name = parsed.GetRequiredValue(name), Kind = parsed.GetRequiredValue(kind), Siret = parsed.GetValue(siret),
            }, stop), id => id.ToString("D")), slug, name, kind, siret);
    }

    private static Command AddUserVerb()
    {
        var email = new Option<string>("--email") { Required = true };
        var fromInput = new Option<bool>("--password-stdin") { Description = "Reads the password from the standard input", Required = true };
        return Verb("add", "Gives a person a role; prints the account's id. A person who has an account keeps its password: user set-password changes it", async (parsed, database, stop) => Print(
            await AddUser.Run(database, parsed.GetRequiredValue(Organisation), parsed.GetRequiredValue(email), parsed.GetRequiredValue(RoleOption),
                parsed.GetValue(School) ?? [], (await Console.In.ReadLineAsync(stop))?.TrimEnd('\r') ?? "", stop), id => id.ToString("D")), Organisation, email, RoleOption, School, fromInput);
    }

    private static Command SetPasswordVerb()
    {
        var email = new Option<string>("--email") { Required = true };
        var fromInput = new Option<bool>("--password-stdin") { Description = "Reads the password from the standard input", Required = true };
        return Verb("set-password", "Gives a person another password and ends their sessions", async (parsed, database, stop) => Print(
            await SetPassword.Run(database, parsed.GetRequiredValue(email), (await Console.In.ReadLineAsync(stop))?.TrimEnd('\r') ?? "", stop), id => $"password of {id:D} changed"), email, fromInput);
    }

    private static Command CreateKeyVerb()
    {
        var name = new Option<string>("--name") { Description = "What the key is for", Required = true };
        var expires = new Option<DateOnly?>("--expires-on") { Description = "Last day on which it works (UTC)" };
        return Verb("create", "Makes an API key; prints its id, and the key alone on the last line", async (parsed, database, stop) => Print(
            await CreateKey.Run(database, parsed.GetRequiredValue(Organisation), parsed.GetRequiredValue(RoleOption), parsed.GetRequiredValue(name),
                parsed.GetValue(School) ?? [], parsed.GetValue(expires), stop), made => $"{made.Id:D}{Environment.NewLine}{made.Key}"), Organisation, RoleOption, name, School, expires);
    }

    private static Command RevokeKeyVerb()
    {
        var id = new Option<Guid>("--id") { Required = true };
        return Verb("revoke", "Revokes an API key at once", async (parsed, database, stop) =>
            Print(await RevokeKey.Run(database, parsed.GetRequiredValue(id), stop), revoked => $"revoked {revoked:D}"), id);
    }

    private static Command DocsVerb()
    {
        var to = new Option<DirectoryInfo>("--to") { Description = "The folder of the documents", DefaultValueFactory = _ => new DirectoryInfo("api-spec") };
        var command = new Command("docs", "Writes openapi.json, lifecycle.md, errors.md and permissions.md") { to };
        command.SetAction(async (parsed, stop) => Line(await Docs.Write(parsed.GetValue(to)!.FullName, stop)));
        return command;
    }

    private static Command Verb(string name, string description, Func<ParseResult, Database, CancellationToken, Task<int>> action, params Option[] options)
    {
        var command = new Command(name, description);
        foreach (var option in options) command.Options.Add(option);
        command.SetAction(async (parsed, stop) =>
        {
            try
            {
                await using var database = new Database(ConnectionString(parsed), TimeProvider.System);
                if (name != "migrate") await Migrator.Migrate(database, stop: stop);
                return await action(parsed, database, stop);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                await Console.Error.WriteLineAsync(exception.Message);
                return 1;
            }
        });
        return command;
    }

    private static int Print<T>(Outcome<T> outcome, Func<T, string> show)
    {
        if (outcome.Refusal is not { } refusal) return Line(show(outcome.Value!));
        foreach (var reason in refusal.Reasons) Console.Error.WriteLine($"{reason.Error.Code}: {reason.Error.Detail.In(CultureInfo.CurrentUICulture, reason.Facts)}");
        foreach (var field in refusal.Fields) Console.Error.WriteLine($"{field.Pointer.TrimStart('/')}: {field.Error.Detail.In(CultureInfo.CurrentUICulture, field.Facts)}");
        return 1;
    }

    private static int Line(string text)
    {
        Console.WriteLine(text);
        return 0;
    }
}
