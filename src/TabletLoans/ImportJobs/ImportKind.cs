using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Borrowers;
using TabletLoans.Devices;
using TabletLoans.Imports;
using TabletLoans.Needs;
using TabletLoans.Schools;

namespace TabletLoans.ImportJobs;

/// <summary>What can be imported from a file: the columns that it knows, the right that it needs, and the use case that does it.</summary>
/// <param name="Code">One of <see cref="ImportKinds"/>.</param>
/// <param name="Permission">Of the use case.</param>
/// <param name="Columns">Of the use case.</param>
/// <param name="Run">The use case.</param>
/// <param name="CalledBy">The fields that tell people which line is meant.</param>
internal sealed record ImportKind(string Code, Permission Permission, IReadOnlyList<CsvColumn> Columns, Func<ImportRun, Task<Outcome<ImportReport>>> Run, params string[] CalledBy)
{
    public static IReadOnlyList<ImportKind> All { get; } =
    [
        new("schools", Permission.ManageSchools, SchoolColumns.All, run => ImportSchools.Run(run.Db, run.Culture, run.Table,
            new ImportSchools.Filter { DryRun = run.IsDry, Partial = run.IsPartial, Departement = run.Options.Departement }, run.Progress, run.Stop), "uai", "name"),
        new("devices", Permission.ManageFleet, DeviceColumns.All, run => ImportDevices.Run(run.Db, run.Culture, run.Table,
            new ImportDevices.Filter { DryRun = run.IsDry, Partial = run.IsPartial, ModelId = run.Options.ModelId }, run.Progress, run.Stop), "serialNumber", "model", "reference"),
        new("borrowers", Permission.ManagePeople, BorrowerColumns.All, run => ImportBorrowers.Run(run.Db, run.Culture, run.Table,
            new ImportBorrowers.Filter { DryRun = run.IsDry, Partial = run.IsPartial, SchoolId = run.Options.SchoolId, Kind = run.Options.BorrowerKind }, run.Progress, run.Stop), "lastName", "firstName", "className"),
        new("needs", Permission.ManageProgrammes, ImportNeeds.Columns, run => ImportNeeds.Run(run.Db, run.Culture, run.Table,
            new ImportNeeds.Filter { DryRun = run.IsDry, Partial = run.IsPartial, ProgrammeId = run.Options.ProgrammeId }, run.Stop), "uai", "audience", "need", "persons"),
        new("serials", Permission.ManagePurchasing, [DeviceColumns.SerialNumber], ImportSerials.Run, "serialNumber"),
    ];

    public static ImportKind Of(string code) => Find(code) ?? throw new InvalidOperationException($"nothing imports {code}");

    public static ImportKind? Find(string? code) => All.FirstOrDefault(kind => kind.Code == code);

    /// <summary>Columns that a person may choose: the others are for programs, which give ids and cents.</summary>
    public IEnumerable<CsvColumn> Offered => Columns.Where(column => column.Aliases.Length > 0);

    public bool NeverTakes(string header) => Code == "borrowers" && BorrowerColumns.IsNeverTaken(header);
}
