using System.Globalization;
using System.Text.Json;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Devices;
using TabletLoans.Exports;
using TabletLoans.Loans;
using TabletLoans.Storage;
using TabletLoans.Wording;

namespace TabletLoans.Web;

/// <summary>An event as a person reads it.</summary>
public sealed record Told(DateTimeOffset At, string What, string? Who)
{
    public string? Moved { get; init; }

    public string? Why { get; init; }

    public IReadOnlyList<string> Changes { get; init; } = [];

    private const string Nothing = "–";

    /// <summary>Lists of codes whose words stand for the values of a field.</summary>
    private static readonly Dictionary<string, Type> Codes = new(StringComparer.Ordinal)
    {
        ["grade"] = typeof(Grades), ["dataState"] = typeof(DataStates), ["mdmState"] = typeof(MdmStates), ["lockState"] = typeof(LockStates), ["origin"] = typeof(Origins),
        ["state"] = typeof(StateCodes), ["outcome"] = typeof(LoanOutcomes), ["returnGrade"] = typeof(Grades),
    };

    /// <summary>The events of a page, newest first, with who did them.</summary>
    internal static async Task<IReadOnlyList<Told>> Of(Db db, IReadOnlyList<TimelineEvent> events, CultureInfo culture, CancellationToken stop)
    {
        var names = await Actors.Names(db, events.Select(told => told.Actor), stop);
        return [.. events.Reverse().Select(told => Of(told, names.GetValueOrDefault(told.Actor), culture))];
    }

    private static Told Of(TimelineEvent told, string? who, CultureInfo culture) => new(told.At, told.Summary, who)
    {
        Moved = told.ToState is { } to && to != told.FromState ? (Words.OfState(to) ?? (to, to)).In(culture) : null,
        Why = told.Reason,
        Changes = told.Changes is { ValueKind: JsonValueKind.Object } changes ? [.. changes.EnumerateObject().Select(change => Of(change, culture)).OfType<string>()] : [],
    };

    /// <summary>A field and what became of it; null where the value says nothing to a person: an id, a whole object.</summary>
    internal static string? Of(JsonProperty change, CultureInfo culture)
    {
        if (change.Name.EndsWith("Id", StringComparison.Ordinal) || change.Value is not { ValueKind: JsonValueKind.Object } values) return null;
        if (!values.TryGetProperty("old", out var before) || !values.TryGetProperty("new", out var after)) return null;
        var name = (ColumnNames.Find(change.Name) ?? (change.Name, change.Name)).In(culture);
        var (was, now) = (Show(change.Name, before, culture), Show(change.Name, after, culture));
        if (was == now) return null;
        return $"{name}{(culture.TwoLetterISOLanguageName == "fr" ? " : " : ": ")}{(was == Nothing ? now : $"{was} → {now}")}";
    }

    private static string Show(string name, JsonElement value, CultureInfo culture) => value.ValueKind switch
    {
        JsonValueKind.String when Codes.TryGetValue(name, out var codes) => Words.Of(codes, value.GetString()!).In(culture),
        JsonValueKind.String when DateOnly.TryParseExact(value.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) => day.ToString("d", culture),
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number when name.EndsWith("Cents", StringComparison.Ordinal) && value.TryGetInt64(out var cents) => Euros.Of(cents).In(culture),
        JsonValueKind.Number => value.GetDecimal().ToString(culture),
        JsonValueKind.True => ((Text)("oui", "yes")).In(culture),
        JsonValueKind.False => ((Text)("non", "no")).In(culture),
        _ => Nothing,
    };
}
