using System.Text.Json;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Borrowers;
using TabletLoans.Storage;

namespace TabletLoans.ImportJobs;

/// <summary>A file that somebody is importing, without its content.</summary>
internal sealed record ImportJob
{
    /// <summary>How long a file is kept that nobody finishes importing, and the lines rejected of one that is.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    public Guid Id { get; init; }
    public Guid PrincipalId { get; init; }
    public Guid? SchoolId { get; init; }
    public string Kind { get; init; } = "";
    public string FileName { get; init; } = "";
    public string? Sample { get; init; }
    public string? Mapping { get; init; }
    public string Options { get; init; } = "";
    public string State { get; init; } = "";
    public string? Stage { get; init; }
    public long Done { get; init; }
    public long Total { get; init; }
    public string? Refusal { get; init; }
    public string? Report { get; init; }
    public long HasRejected { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }

    public bool IsRunning => State is "checking" or "importing";

    /// <summary>Its file is there still, and its columns may be chosen.</summary>
    public bool MayBeMapped => Sample is not null && State is "uploaded" or "checked" or "failed";

    public bool MayBeCancelled => State is "uploaded" or "checking" or "checked" or "failed";

    public ImportCounts? Counts => Report is null ? null : JsonSerializer.Deserialize<ImportCounts>(Report, Json.Options);

    public ImportOptions Chosen => JsonSerializer.Deserialize<ImportOptions>(Options, Json.Options)!;

    /// <summary>The job, where the caller may know of it: their own, that of a school of theirs, or any where their right is over all schools.</summary>
    public static async Task<ImportJob?> Find(Db db, Caller caller, Guid id, CancellationToken stop) =>
        await db.One<ImportJob>(ByIdSql, new { id }, stop) is { } job && caller.May(ImportKind.Of(job.Kind).Permission) ? job : null;

    public static readonly string SelectSql = $"""
        select j.id, j.principal_id, j.school_id, j.kind, j.file_name, j.sample, j.mapping, j.options, j.state, j.stage, j.done, j.total, j.refusal, j.report,
          case when j.rejected_csv is null then 0 else 1 end as has_rejected, j.created_at, j.updated_at
        from import_job j
        where j.organisation_id = @organisationId and (j.principal_id = @principalId or {Scope.Schools("j.school_id")})
        """;

    public static readonly string ByIdSql = $"{SelectSql} and j.id = @id";
}

/// <summary>What is chosen beside the file.</summary>
internal sealed record ImportOptions
{
    /// <summary>Of every device of the file; else each line names its own.</summary>
    public Guid? ModelId { get; init; }
    /// <summary>Of every borrower of the file; else each line names its own.</summary>
    public Guid? SchoolId { get; init; }
    [OneOf<BorrowerKinds>] public string? BorrowerKind { get; init; }
    /// <summary>Only the schools of this one.</summary>
    [Text(3)] public string? Departement { get; init; }
    /// <summary>That the needs were counted for.</summary>
    public Guid? ProgrammeId { get; init; }
    /// <summary>The order, and its line, that the serials are delivered on.</summary>
    public Guid? OrderId { get; init; }
    public Guid? LineId { get; init; }
    [Text(100)] public string? DeliveryNote { get; init; }
}

/// <summary>The numbers of a report.</summary>
internal sealed record ImportCounts
{
    public int Lines { get; init; }
    public int Created { get; init; }
    public int Updated { get; init; }
    public int Unchanged { get; init; }
    public int Rejected { get; init; }
    public int Skipped { get; init; }
    public int Merged { get; init; }
    public IReadOnlyList<string> IgnoredColumns { get; init; } = [];

    public int Of(string outcome) => outcome switch
    {
        "created" => Created, "updated" => Updated, "unchanged" => Unchanged, "rejected" => Rejected, "skipped" => Skipped, "merged" => Merged, _ => 0,
    };

    public static ImportCounts From(Imports.ImportReport report) => new()
    {
        Lines = report.Lines, Created = report.Created, Updated = report.Updated, Unchanged = report.Unchanged, Rejected = report.Rejected,
        Skipped = report.Skipped, Merged = report.Merged, IgnoredColumns = report.IgnoredColumns,
    };
}

/// <summary>The beginning of a file, to choose its columns by.</summary>
internal sealed record ImportSample
{
    public IReadOnlyList<string> Headers { get; init; } = [];
    /// <summary>Columns that are neither shown nor offered: nobody has any business with them here.</summary>
    public IReadOnlyList<int> Never { get; init; } = [];
    public IReadOnlyList<IReadOnlyList<string?>> Rows { get; init; } = [];
}
