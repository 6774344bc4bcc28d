using System.Text.Json.Nodes;
using TabletLoans.Api;

namespace TabletLoans.Storage;

/// <summary>Something that happened and will always have happened. Rows are appended, never changed.</summary>
internal sealed record Event
{
    public Guid Id { get; init; }
    public Guid OrganisationId { get; init; }
    public long Sequence { get; init; }
    public DateTimeOffset HappenedAt { get; init; }
    public Guid ActorId { get; init; }
    public string Source { get; init; } = "";

    /// <summary>The lifecycle table's name where a device moved, else the use case in snake_case.</summary>
    public required string Name { get; init; }
    public Guid? DeviceId { get; init; }
    public Guid? LoanId { get; init; }
    public Guid? BorrowerId { get; init; }

    /// <summary>What else it concerns: a school, a model, an account, a key, a rule.</summary>
    public Guid? SubjectId { get; init; }
    public string? FromState { get; init; }
    public string? ToState { get; init; }
    public string? Reason { get; init; }

    /// <summary>JSON object: field → {"old","new"}, without any name of a person.</summary>
    public string? Changes { get; init; }
    public string Hash { get; init; } = "";

    /// <summary>This event with more told among its changes.</summary>
    public Event Telling(JsonObject more)
    {
        var changes = Changes is null ? [] : JsonNode.Parse(Changes)!.AsObject();
        foreach (var (name, value) in more) changes[name] = value?.DeepClone();
        return changes.Count == 0 ? this : this with { Changes = changes.ToJsonString(Json.Options) };
    }

    public const string Columns = """
        id, organisation_id, sequence, happened_at, actor_id, source, name, device_id, loan_id, borrower_id, subject_id,
        from_state, to_state, reason, changes, hash
        """;
}
