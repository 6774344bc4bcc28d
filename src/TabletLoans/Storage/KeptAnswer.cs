namespace TabletLoans.Storage;

/// <summary>What is written of an answer in the transaction of the work itself: both are kept, or neither.</summary>
internal abstract class KeptAnswer
{
    /// <summary>False when somebody else did the same work: it is then undone.</summary>
    public abstract Task<bool> Keep(Tx tx, object value);
}
