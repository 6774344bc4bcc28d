using System.Globalization;

namespace TabletLoans.Benchmarks;

/// <summary>What is measured, and for how long.</summary>
internal sealed record Options
{
    public int Devices { get; init; } = 20_000;

    /// <summary>Seconds measured for each operation of each service, after the warm-up.</summary>
    public double Seconds { get; init; } = 5;
    public double WarmUp { get; init; } = 2;
    public int Clients { get; init; } = 16;

    /// <summary>A folder of its own, emptied by whoever started us.</summary>
    public string Work { get; init; } = Path.Combine(Path.GetTempPath(), "tabletloans-bench");

    /// <summary>device, page or lend; all of them when empty.</summary>
    public string Only { get; init; } = "";
    public IReadOnlyList<string> Databases { get; init; } = ["sqlite", "postgres"];

    public static Options Read(string[] args)
    {
        var options = new Options();
        for (var i = 0; i < args.Length; i++)
        {
            options = args[i] switch
            {
                "--quick" => options with { Seconds = 1, WarmUp = 1 },
                "--devices" => options with { Devices = int.Parse(args[++i], CultureInfo.InvariantCulture) },
                "--seconds" => options with { Seconds = double.Parse(args[++i], CultureInfo.InvariantCulture) },
                "--clients" => options with { Clients = int.Parse(args[++i], CultureInfo.InvariantCulture) },
                "--only" => options with { Only = args[++i] },
                "--work" => options with { Work = args[++i] },
                "sqlite" or "postgres" => options with { Databases = [args[i]] },
                _ => throw new ArgumentException($"unknown argument {args[i]}: [sqlite|postgres] [--quick] [--devices N] [--seconds S] [--clients N] [--only device|page|lend]", nameof(args)),
            };
        }
        return options;
    }
}
