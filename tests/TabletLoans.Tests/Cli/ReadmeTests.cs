using System.Diagnostics;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Cli;

/// <summary>What README.md tells a newcomer to type, typed.</summary>
[Parallelizable(ParallelScope.Self)]
public sealed class ReadmeTests
{
    [Test]
    public async Task The_Walkthrough_Meets_No_Surprise()
    {
        await using var database = await TestDatabase.Create(Engine.Sqlite, migrated: false);
        using var service = ServiceProcess.Start(database.ConnectionString);
        await service.Ready();
        var start = new ProcessStartInfo("bash", [Path.Combine(Repository.Root, "scripts", "walkthrough.sh")])
        {
            UseShellExecute = false,
            Environment = { ["BASE"] = service.Address.ToString().TrimEnd('/'), ["ConnectionStrings__TabletLoans"] = database.ConnectionString },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var walkthrough = Process.Start(start)!;
        var (output, error) = (walkthrough.StandardOutput.ReadToEndAsync(), walkthrough.StandardError.ReadToEndAsync());
        await walkthrough.WaitForExitAsync();
        Assert.That(walkthrough.ExitCode, Is.Zero, $"{await output}{await error}");
    }
}
