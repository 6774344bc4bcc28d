namespace TabletLoans.Api;

/// <summary>What a use case answers: the value, or a refusal from the catalogue. It knows no HTTP.</summary>
internal readonly struct Outcome<T>
{
    private Outcome(T? value, Refusal? refusal) => (Value, Refusal) = (value, refusal);

    public T? Value { get; }

    public Refusal? Refusal { get; }

    public bool IsRefused => Refusal is not null;

    /// <summary>Something else made of the value; the refusal as it is.</summary>
    public Outcome<TOther> Then<TOther>(Func<T, TOther> make) => Refusal is { } refusal ? refusal : make(Value!);

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Refusal refusal) => new(default, refusal);
}
