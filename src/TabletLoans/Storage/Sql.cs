using System.Text;
using Dapper;

namespace TabletLoans.Storage;

/// <summary>
/// A SELECT whose conditions are appended as they are needed: a filter that is not asked for leaves no trace in the text
/// (`@p is null or column = @p` fails on PostgreSQL for a null that is not text, and hides the index on both).
/// </summary>
/// <param name="select">Up to its WHERE, which it leaves to <see cref="Where(string)"/>.</param>
internal sealed class Sql(string select)
{
    private readonly StringBuilder _text = new(select);
    private bool _hasWhere;

    public DynamicParameters Parameters { get; } = new();

    public Sql Where(string condition)
    {
        _text.Append(_hasWhere ? "\n  and " : "\n where ").Append(condition);
        _hasWhere = true;
        return this;
    }

    public Sql Where(string condition, string name, object value)
    {
        Parameters.Add(name, value);
        return Where(condition);
    }

    /// <summary>Appended only where there is a value: the condition names its parameter @name.</summary>
    public Sql WhereIf<T>(T? value, string condition, string name) => value is null ? this : Where(condition, name, value);

    /// <summary>Keeps the rows of the caller's schools.</summary>
    public Sql WithinSchools(Scope scope, string column) =>
        scope.EverySchool ? this : Where($"{column} in (select gs.school_id from grant_school gs where gs.principal_id = @principalId)");

    public Sql Append(string text)
    {
        _text.Append('\n').Append(text);
        return this;
    }

    public override string ToString() => _text.ToString();
}
