using System.Globalization;
using System.Text.Json;
using TabletLoans.Api;
using TabletLoans.Lifecycle;

namespace TabletLoans.Storage;

/// <summary>An event as the API shows it. People are told by id: who may see names reads them where they live.</summary>
internal sealed record TimelineEvent
{
    public required Guid Id { get; init; }
    /// <summary>Position in the organisation's chain.</summary>
    public required long Sequence { get; init; }
    public required DateTimeOffset At { get; init; }
    /// <summary>The account or the API key that did it.</summary>
    public required Guid Actor { get; init; }
    /// <summary>api, web, import, cli or demo.</summary>
    [Text(10)] public required string Source { get; init; }
    /// <summary>The lifecycle table's name where a device moved, else the operation.</summary>
    [Text(100)] public required string Name { get; init; }
    /// <summary>What the name says, in the language that Accept-Language asks for (fr, en).</summary>
    [Text(200)] public required string Summary { get; init; }
    public Guid? DeviceId { get; init; }
    public Guid? LoanId { get; init; }
    public Guid? BorrowerId { get; init; }
    [Text(30)] public string? FromState { get; init; }
    [Text(30)] public string? ToState { get; init; }
    [Text(500)] public string? Reason { get; init; }
    /// <summary>field → {old, new}.</summary>
    public JsonElement? Changes { get; init; }

    public static TimelineEvent From(Event happened) => new()
    {
        Id = happened.Id, Sequence = happened.Sequence, At = happened.HappenedAt, Actor = happened.ActorId, Source = happened.Source, Name = happened.Name, Summary = EventWords.In(CultureInfo.CurrentUICulture, happened.Name),
        DeviceId = happened.DeviceId, LoanId = happened.LoanId, BorrowerId = happened.BorrowerId, FromState = happened.FromState, ToState = happened.ToState,
        Reason = happened.Reason, Changes = happened.Changes is null ? null : JsonDocument.Parse(happened.Changes).RootElement,
    };
}

/// <summary>The events of one thing, oldest first.</summary>
internal static class Timeline
{
    /// <summary>Of a thing that the caller may see, by the statement that reads it; its first column is its id.</summary>
    public static async Task<Outcome<Page<TimelineEvent>>> Of(Db db, string byIdSql, string column, Guid id, PageRequest filter, CancellationToken stop) =>
        await db.One<Guid?>(byIdSql, new { id }, stop) is null ? Errors.NotFound.Refuse() : await Of(db, column, id, filter, stop);

    public static async Task<Outcome<Page<TimelineEvent>>> Of(Db db, string column, Guid id, PageRequest filter, CancellationToken stop)
    {
        var sql = new Sql(SelectSql)
            .Where($"{column} = @id", "id", id)
            .Where("e.organisation_id = @organisationId");
        if (filter.Cursor is not null)
        {
            if (!Cursor.TryRead<long>(filter.Cursor, out var after)) return Errors.InvalidCursor.Refuse();
            sql.Where("e.sequence > @after", "after", after);
        }
        var most = filter.Limit ?? Cursor.DefaultLimit;
        sql.Parameters.Add("most", most + 1);
        sql.Append("order by e.sequence limit @most");
        var rows = await db.List<Event>(sql.ToString(), sql.Parameters, stop);
        return Cursor.Page(rows, most, TimelineEvent.From, row => row.Sequence);
    }

    // A device that came from another school brings its moves, and neither the loans nor the borrowers that it had there, nor what
    // was told of its incidents.
    public static readonly string SelectSql = $"""
        select e.id, e.organisation_id, e.sequence, e.happened_at, e.actor_id, e.source, e.name, e.device_id, l.id as loan_id,
          case when e.loan_id is null or l.id is not null then e.borrower_id end as borrower_id, e.subject_id, e.from_state, e.to_state,
          case when (e.loan_id is null or l.id is not null) and (i.id is null or {Scope.Schools("i.school_id")}) then e.reason end as reason,
          case when (e.loan_id is null or l.id is not null) and (i.id is null or {Scope.Schools("i.school_id")}) then e.changes end as changes, e.hash
        from event e
        left join loan l on l.id = e.loan_id and {Scope.Schools("l.school_id")}
        left join incident i on i.id = e.subject_id
        """;
}
