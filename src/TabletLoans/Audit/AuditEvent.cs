using System.Text.Json;
using TabletLoans.Api;
using TabletLoans.Lifecycle;
using TabletLoans.Storage;

namespace TabletLoans.Audit;

/// <summary>An event of the organisation: who did what to which thing, and when. No borrower's name stands in it.</summary>
internal sealed record AuditEvent
{
    public required Guid Id { get; init; }
    /// <summary>Position in the organisation's chain.</summary>
    public required long Sequence { get; init; }
    public required DateTimeOffset At { get; init; }
    /// <summary>The account or the API key that did it.</summary>
    public required Guid Actor { get; init; }
    /// <summary>The address of the account or the name of the key; absent where neither is of the organisation, as from the command line.</summary>
    [Text(254)] public string? ActorName { get; init; }
    /// <summary>api, web, import, cli or demo.</summary>
    [Text(10)] public required string Source { get; init; }
    /// <summary>The lifecycle table's name where a device moved, else the operation.</summary>
    [Text(100)] public required string Name { get; init; }
    /// <summary>What the name says, in the language that Accept-Language asks for (fr, en).</summary>
    [Text(200)] public required string Summary { get; init; }
    /// <summary>What kind of thing it is about.</summary>
    [OneOf<ThingKinds>] public required string Thing { get; init; }
    /// <summary>That thing, where it has an id.</summary>
    public Guid? ThingId { get; init; }
    public Guid? DeviceId { get; init; }
    public Guid? LoanId { get; init; }
    public Guid? BorrowerId { get; init; }
    public Guid? SubjectId { get; init; }
    [Text(30)] public string? FromState { get; init; }
    [Text(30)] public string? ToState { get; init; }
    [Text(500)] public string? Reason { get; init; }
    /// <summary>field → {old, new}.</summary>
    public JsonElement? Changes { get; init; }
    /// <summary>SHA-256 of the hash before it and of its own fields.</summary>
    [Text(64)] public required string Hash { get; init; }

    public static AuditEvent From(Event told, string? actorName)
    {
        var (thing, id) = ThingKinds.Of(told);
        return new()
        {
            Id = told.Id, Sequence = told.Sequence, At = told.HappenedAt, Actor = told.ActorId, ActorName = actorName, Source = told.Source, Name = told.Name,
            Summary = EventWords.In(System.Globalization.CultureInfo.CurrentUICulture, told.Name), Thing = thing, ThingId = id,
            DeviceId = told.DeviceId, LoanId = told.LoanId, BorrowerId = told.BorrowerId, SubjectId = told.SubjectId, FromState = told.FromState, ToState = told.ToState,
            Reason = told.Reason, Changes = told.Changes is null ? null : JsonDocument.Parse(told.Changes).RootElement, Hash = told.Hash,
        };
    }
}

/// <summary>The kinds of things that events are about, found by the name of the event where its ids do not say.</summary>
internal sealed class ThingKinds : ICodes
{
    private static readonly (string Part, string Kind)[] ByName =
    [
        ("shipment", "shipment"), ("pack", "shipment"), ("collect", "shipment"), ("arriv", "shipment"), ("allocat", "allocation"), ("purchase", "purchase_order"), ("delivery", "delivery"), ("supplier", "supplier"),
        ("incident", "incident"), ("scale", "scale"), ("recovery", "recovery"), ("inventory", "inventory"), ("school", "school"), ("model", "model"), ("threshold", "setting"), ("rule", "setting"),
        ("organisation", "setting"), ("statement", "setting"), ("key", "key"), ("user", "person"), ("grant", "person"), ("password", "person"), ("totp", "person"),
    ];

    public static IReadOnlyList<string> All { get; } =
        ["device", "loan", "borrower", "shipment", "allocation", "purchase_order", "delivery", "supplier", "incident", "recovery", "scale", "inventory", "school", "model", "setting", "key", "person", "other"];

    /// <summary>Whatever a device went through is first of all about it; a loan tells more than its borrower.</summary>
    public static (string Kind, Guid? Id) Of(Event told)
    {
        if (told.DeviceId is { } device) return ("device", device);
        if (told.LoanId is { } loan) return ("loan", loan);
        if (told.BorrowerId is { } borrower) return ("borrower", borrower);
        return (ByName.FirstOrDefault(row => told.Name.Contains(row.Part, StringComparison.Ordinal)).Kind ?? "other", told.SubjectId);
    }
}
