using System.Globalization;
using TabletLoans.Access;
using TabletLoans.Api;

namespace TabletLoans.Lifecycle;

/// <summary>The lifecycle table as the API shows it.</summary>
internal sealed record LifecycleView
{
    [Items(100)] public required IReadOnlyList<StateView> States { get; init; }
    [Items(200)] public required IReadOnlyList<TransitionView> Transitions { get; init; }

    internal sealed record StateView([property: Text(50)] string Code, [property: Text(200)] string Summary);

    internal sealed record TransitionView
    {
        [Text(50)] public required string Name { get; init; }
        [Items(50)] public required IReadOnlyList<string> From { get; init; }
        [Text(50)] public required string To { get; init; }
        [Text(50)] public required string Permission { get; init; }
        [Text(200)] public required string Summary { get; init; }
        /// <summary>The operation that must carry it out; null where POST devices/{id}/{name} alone does it.</summary>
        [Text(100)] public string? UseCase { get; init; }
        public required bool NeedsSchool { get; init; }
        public required bool NeedsReason { get; init; }
        public required bool NeedsCleanData { get; init; }
        /// <summary>The least level of sanitisation (NIST SP 800-88) that a device which was lent must have passed; null: none.</summary>
        [OneOf<SanitizationStandards>] public string? NeedsSanitization { get; init; }
        /// <summary>What the model asks of a prepared device must be there.</summary>
        public required bool ChecksPreparation { get; init; }
        /// <summary>No incident of the device may be open.</summary>
        public required bool NeedsNoOpenIncident { get; init; }
    }
}

internal static class ReadLifecycle
{
    public static void Map(RouteGroupBuilder api) => api.MapGet("lifecycle", Handle).IsOpen(nameof(ReadLifecycle));

    /// <summary>Reads the states of a device and the moves between them. No sign-in needed.</summary>
    internal static Returns<LifecycleView> Handle()
    {
        var culture = CultureInfo.CurrentUICulture;
        return (Outcome<LifecycleView>)new LifecycleView
        {
            States = DeviceStates.All.Select(state => new LifecycleView.StateView(state.Code, state.Summary.In(culture))).ToList(),
            Transitions = DeviceLifecycle.All.Select(row => new LifecycleView.TransitionView
            {
                Name = row.Name, From = row.From.Select(from => from.Code).ToList(), To = row.To.Code, Permission = row.Permission.Code(),
                Summary = row.Summary.In(culture), UseCase = row.UseCase, NeedsSchool = row.NeedsSchool, NeedsReason = row.NeedsReason, NeedsCleanData = row.NeedsCleanData,
                NeedsSanitization = row.NeedsSanitization, ChecksPreparation = row.ChecksPreparation, NeedsNoOpenIncident = row.NeedsNoOpenIncident,
            }).ToList(),
        };
    }
}
