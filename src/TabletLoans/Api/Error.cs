using TabletLoans.Access;

namespace TabletLoans.Api;

/// <summary>An entry of the catalogue: a stable code, its HTTP status, and what it says in both languages.</summary>
/// <param name="Code">Stable, snake_case; the address of its explanation is /errors/{code}.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Title">The rule, the same each time.</param>
/// <param name="Detail">The rule applied to the facts of the case, in {braces}.</param>
internal sealed record Error(string Code, int Status, Text Title, Text Detail)
{
    /// <summary>Who holds this permission may go past the rule, knowingly and with a reason; null: nobody.</summary>
    public Permission? Override { get; init; }

    public IReadOnlyList<string> OverridableBy => Override is { } permission ? Roles.With(permission) : [];

    /// <summary>This error with the facts of the case.</summary>
    public Reason With(params ReadOnlySpan<(string Name, object? Value)> facts)
    {
        var named = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in facts) named[name] = value;
        return new Reason(this, named);
    }

    public Refusal Refuse(params ReadOnlySpan<(string Name, object? Value)> facts) => With(facts).Refuse();
}

/// <summary>A rule that says no, with the facts that made it say so.</summary>
internal sealed record Reason(Error Error, IReadOnlyDictionary<string, object?> Facts)
{
    public Refusal Refuse() => new(Error, [this], []);
}

/// <summary>A value that cannot be accepted: where it stands (JSON Pointer) and why.</summary>
internal sealed record FieldError(string Pointer, Error Error, IReadOnlyDictionary<string, object?> Facts)
{
    public FieldError(string pointer, Error error, params ReadOnlySpan<(string Name, object? Value)> facts) : this(pointer, error, error.With(facts).Facts) { }

    /// <summary>The line of an imported file, as an editor counts them.</summary>
    public int? Line { get; init; }

    /// <summary>The header of the column in an imported file.</summary>
    public string? Column { get; init; }
}

/// <summary>Why a use case did nothing: every reason at once, so that nobody mends one to meet the next.</summary>
internal sealed record Refusal(Error Error, IReadOnlyList<Reason> Reasons, IReadOnlyList<FieldError> Fields)
{
    public static Refusal Invalid(IReadOnlyList<FieldError> fields) => new(Errors.InvalidRequest, [], fields);

    public static Refusal Invalid(string pointer, Error error, params ReadOnlySpan<(string Name, object? Value)> facts) =>
        Invalid([new FieldError(pointer, error, facts)]);

    /// <summary>Null where there is no reason to refuse; the first reason gives the code and the status.</summary>
    public static Refusal? From(IReadOnlyList<Reason> reasons) => reasons.Count == 0 ? null : new Refusal(reasons[0].Error, reasons, []);
}
