using FsCheck;
using FsCheck.Fluent;

namespace TabletLoans.Tests.Lifecycle;

/// <summary>What somebody tries; `Choice` picks among the rows of the table where the step is a move.</summary>
public enum Act
{
    Lend,
    Return,
    Extend,
    Transfer,
    DeclareLost,
    DeclareStolen,
    Found,
    Correct,

    /// <summary>A row that starts from where the device is.</summary>
    LegalMove,

    /// <summary>Any row that is no use case's.</summary>
    AnyMove,
}

public sealed record Step(Act Act, int Device, int Borrower, int Choice);

/// <summary>A sequence of attempts on a few devices and borrowers, legal or not.</summary>
public sealed record Walk(IReadOnlyList<Step> Steps)
{
    public const int Devices = 3;
    public const int Borrowers = 3;

    public override string ToString() => string.Join(Environment.NewLine, Steps);
}

public static class Walks
{
    private const int Shortest = 20;
    private const int Longest = 40;

    public static Arbitrary<Walk> Walk()
    {
        var acts = Gen.Frequency(
            (6, Gen.Constant(Act.Lend)), (4, Gen.Constant(Act.Return)), (1, Gen.Constant(Act.Extend)), (2, Gen.Constant(Act.Transfer)),
            (1, Gen.Constant(Act.DeclareLost)), (1, Gen.Constant(Act.DeclareStolen)), (2, Gen.Constant(Act.Found)), (2, Gen.Constant(Act.Correct)),
            (8, Gen.Constant(Act.LegalMove)), (3, Gen.Constant(Act.AnyMove)));
        var step = from act in acts
                   from device in Gen.Choose(0, Lifecycle.Walk.Devices - 1)
                   from borrower in Gen.Choose(0, Lifecycle.Walk.Borrowers - 1)
                   from choice in Gen.Choose(0, 999)
                   select new Step(act, device, borrower, choice);
        var walk = from length in Gen.Choose(Shortest, Longest)
                   from steps in step.ListOf(length)
                   select new Walk([.. steps]);
        return Arb.From(walk, Shorter);
    }

    /// <summary>Halves first, then single steps left out: the shortest walk that still fails is the one to read.</summary>
    private static IEnumerable<Walk> Shorter(Walk walk)
    {
        var half = walk.Steps.Count / 2;
        if (half > 0)
        {
            yield return new Walk([.. walk.Steps.Take(half)]);
            yield return new Walk([.. walk.Steps.Skip(half)]);
        }
        for (var i = walk.Steps.Count - 1; i >= 0 && walk.Steps.Count > 1; i--) yield return new Walk([.. walk.Steps.Where((_, at) => at != i)]);
    }
}
