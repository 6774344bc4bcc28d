using System.Text.Json.Serialization;
using TabletLoans.Api;

namespace TabletLoans.Calls;

internal sealed class ApplicantKinds : ICodes
{
    public const string Authority = "authority";
    public const string School = "school";

    public static IReadOnlyList<string> All { get; } = [Authority, School];
}

/// <summary>A school of an application, with the facts that the criteria look at. What is absent is taken from the school's record when the application is filed.</summary>
internal sealed record SchoolOfApplication
{
    public required Guid? SchoolId { get; init; }
    /// <summary>Classes that the project equips.</summary>
    [Between(0, 1000)] public int? Classes { get; init; }
    /// <summary>true: attached to a lycée, so not isolated.</summary>
    public bool? AttachedToLycee { get; init; }
    [Between(0, 1000)] public int? Divisions { get; init; }
    [Between(0, 20_000)] public int? Pupils { get; init; }
    /// <summary>Sets of interactive projection (VPI, ENI) that it has.</summary>
    [Between(0, 10_000)] public int? InteractiveScreens { get; init; }
    /// <summary>Devices in the mobile classes that it has.</summary>
    [Between(0, 100_000)] public int? MobileClassDevices { get; init; }
}

/// <summary>So many of a set at a unit price.</summary>
internal sealed record AskedItem
{
    /// <summary>An eligible item of the call, by code.</summary>
    [Text(50)] public required string Item { get; init; }
    [Text(200)] public string? Label { get; init; }
    [Between(1, 100_000)] public required int? Quantity { get; init; }
    /// <summary>Cents a unit.</summary>
    [Between(0, 1e11)] public required long? UnitPriceCents { get; init; }

    [JsonIgnore] public long TotalCents => checked(Quantity!.Value * UnitPriceCents!.Value);
}

/// <summary>A class that the project equips, and the access that it has.</summary>
internal sealed record ClassAccess
{
    [Text(50)] public required string Name { get; init; }
    /// <summary>Mb/s of Internet in the class.</summary>
    [Between(0, 1_000_000)] public required int? Mbps { get; init; }
}

/// <summary>How a prerequisite is proved.</summary>
internal sealed record Evidence
{
    /// <summary>A prerequisite of the call, by code.</summary>
    [Text(50)] public required string Prerequisite { get; init; }
    /// <summary>Of a subscription: its product.</summary>
    [Text(100)] public string? Product { get; init; }
    [Between(0, 240)] public int? Months { get; init; }
    /// <summary>Of a subscription: it conforms to what is asked.</summary>
    public bool? Conforms { get; init; }
    /// <summary>The contract, the certificate.</summary>
    [Text(200)] public string? Reference { get; init; }
}

/// <summary>What an application says; kept as one document.</summary>
internal sealed record ApplicationContent
{
    [Items(500)] public IReadOnlyList<SchoolOfApplication>? Schools { get; init; }
    /// <summary>The classes concerned, where the call looks at their access.</summary>
    [Items(1000)] public IReadOnlyList<ClassAccess>? Classes { get; init; }
    [Items(100)] public IReadOnlyList<AskedItem>? Items { get; init; }
    /// <summary>The project, and the domains of the common core that it serves.</summary>
    [Text(8000, Lines = true)] public string? PedagogicalText { get; init; }
    [Items(20)] public IReadOnlyList<string>? TrainingThemes { get; init; }
    [Items(20)] public IReadOnlyList<string>? ParentalityActions { get; init; }
    [Items(20)] public IReadOnlyList<Evidence>? Evidence { get; init; }

    [JsonIgnore] public long TotalCents => (Items ?? []).Sum(item => item.TotalCents);

    /// <summary>Those that the schools name, else those that are described one by one.</summary>
    [JsonIgnore] public int ClassCount => (Schools ?? []).Sum(school => school.Classes ?? 0) is > 0 and var counted ? counted : Classes?.Count ?? 0;

    public Evidence? EvidenceOf(string prerequisite) => Evidence?.FirstOrDefault(evidence => evidence.Prerequisite == prerequisite);
}
