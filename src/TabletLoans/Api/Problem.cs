using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TabletLoans.Api;

/// <summary>RFC 9457 problem details. Read `code`, never `title` or `detail`: those are for people, in their language.</summary>
internal sealed record Problem
{
    /// <summary>Where the error is explained: /errors/{code}.</summary>
    [Text(200)] public required string Type { get; init; }
    [Text(200)] public required string Title { get; init; }
    public required int Status { get; init; }
    [Text(4000)] public required string Detail { get; init; }
    /// <summary>Stable code of the catalogue.</summary>
    [Text(100)] public required string Code { get; init; }
    /// <summary>The path that was asked.</summary>
    [Text(2000)] public required string Instance { get; init; }
    /// <summary>To quote to the operator of the service.</summary>
    [Text(100)] public required string TraceId { get; init; }
    /// <summary>The values refused, each pointed at (JSON Pointer).</summary>
    [Items(1000)] public required IReadOnlyList<ProblemField> Errors { get; init; }
    /// <summary>The rules that refuse, all at once.</summary>
    [Items(100)] public required IReadOnlyList<ProblemReason> Reasons { get; init; }

    /// <param name="refusal">What was refused, and why.</param>
    /// <param name="instance">The path asked; in a batch, the line.</param>
    /// <param name="culture">The language of the caller.</param>
    public static Problem From(Refusal refusal, string instance, CultureInfo culture)
    {
        var facts = refusal.Reasons.Count > 0 ? refusal.Reasons[0].Facts : NoFacts;
        return new Problem
        {
            Type = $"/errors/{refusal.Error.Code}",
            Title = refusal.Error.Title.In(culture),
            Status = refusal.Error.Status,
            Detail = refusal.Reasons.Count > 0
                ? string.Join(" ", refusal.Reasons.Select(reason => reason.Error.Detail.In(culture, reason.Facts)))
                : refusal.Error.Detail.In(culture, facts),
            Code = refusal.Error.Code,
            Instance = instance,
            TraceId = Activity.Current?.TraceId.ToHexString() ?? "",
            Errors = refusal.Fields.Select(field => new ProblemField(field.Pointer, field.Error.Code, field.Error.Detail.In(culture, field.Facts)) { Line = field.Line, Column = field.Column }).ToList(),
            Reasons = refusal.Error.Status == 409 ? refusal.Reasons.Select(reason => ProblemReason.From(reason, culture)).ToList() : [],
        };
    }

    private static readonly Dictionary<string, object?> NoFacts = [];

    /// <summary>Writes the refusal as application/problem+json, or as a page where a person asked for one; a rule's refusal is kept for a repeated request.</summary>
    public static async Task Write(HttpContext context, Refusal refusal)
    {
        if (ForPeople.Asks(context) && context.RequestServices.GetService<ForPeople>() is { } pages)
        {
            await pages.Show(context, refusal);
            return;
        }
        if (refusal.Error.Status == StatusCodes.Status401Unauthorized) context.Response.Headers.WWWAuthenticate = "Bearer";
        var answer = context.Features.Get<IdempotentAnswer>();
        if (answer is not null && refusal.Error == Api.Errors.IdempotencyRace && await answer.Replay()) return;
        var reply = new Reply(refusal.Error.Status, null, null, JsonSerializer.SerializeToUtf8Bytes(From(refusal, context.Request.Path.Value ?? "/", CultureInfo.CurrentUICulture), Json.Options));
        if (answer is not null && reply.Status == StatusCodes.Status409Conflict) await answer.KeepRefusal(reply);
        await reply.Write(context);
    }
}

/// <summary>One value that was refused.</summary>
internal sealed record ProblemField([property: Text(500)] string Pointer, [property: Text(100)] string Code, [property: Text(1000)] string Detail)
{
    /// <summary>The line of the imported file, counted from 1, the header included.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public int? Line { get; init; }
    /// <summary>The header of its column.</summary>
    [Text(100), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Column { get; init; }
}

/// <summary>One rule that refused.</summary>
internal sealed record ProblemReason
{
    [Text(100)] public required string Code { get; init; }
    [Text(1000)] public required string Detail { get; init; }
    /// <summary>The roles that may go past this rule, knowingly; empty: nobody.</summary>
    [Items(20)] public required IReadOnlyList<string> OverridableBy { get; init; }
    /// <summary>The facts of the case by name, for programs.</summary>
    public required IReadOnlyDictionary<string, object?> Facts { get; init; }

    public static ProblemReason From(Reason reason, CultureInfo culture) => new()
    {
        Code = reason.Error.Code,
        Detail = reason.Error.Detail.In(culture, reason.Facts),
        OverridableBy = reason.Error.OverridableBy,
        Facts = reason.Facts.ToDictionary(fact => fact.Key, fact => fact.Value is Text text ? text.In(culture) : fact.Value, StringComparer.Ordinal),
    };
}
