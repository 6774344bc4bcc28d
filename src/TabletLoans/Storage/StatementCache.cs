using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace TabletLoans.Storage;

/// <summary>
/// A connection that parses each statement once. Dapper makes a command for every call and disposes of it, and this provider
/// keeps no statement beyond its command; so a disposed command leaves its prepared statement here, by its text, for the next.
/// </summary>
internal sealed class StatementCache(string connectionString) : SqliteConnection(connectionString)
{
    // Texts are few and constant, but for lists with many filters and inserts of many rows.
    private const int MostKept = 300;
    private const int LongestKept = 16_000;
    private static readonly ConcurrentDictionary<string, string> Named = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SqliteCommand> _idle = new(StringComparer.Ordinal);

    protected override DbCommand CreateDbCommand() => new Borrowed(this);

    private SqliteCommand Take(string sql)
    {
        // Removed while in use: a second reader on the same text gets a statement of its own.
        if (_idle.Remove(sql, out var kept)) return kept;
        return new SqliteCommand(sql, this);
    }

    private void GiveBack(SqliteCommand command)
    {
        command.Parameters.Clear();
        command.Transaction = null;
        if (_idle.Count >= MostKept) Clear(); // rare texts must not keep the common ones out for ever
        if (State != ConnectionState.Open || command.CommandText.Length > LongestKept || !_idle.TryAdd(command.CommandText, command)) command.Dispose();
    }

    private void Clear()
    {
        foreach (var kept in _idle.Values) kept.Dispose();
        _idle.Clear();
    }

    /// <summary>
    /// A command that takes its statement when it runs and gives it back when it is disposed. Its parameters are its own until
    /// then: Dapper spells a list out by a new text in the middle of adding them.
    /// </summary>
    private sealed class Borrowed(StatementCache owner) : DbCommand
    {
        private readonly SqliteCommand _given = new(); // only for its collection of parameters
        private string _text = "";
        private SqliteCommand? _command;
        private SqliteDataReader? _reader;
        private bool _failed;

        [AllowNull]
        public override string CommandText
        {
            get => _text;
            set
            {
                if (_text != value) Return();
                _text = value ?? "";
            }
        }

        public override int CommandTimeout { get; set; } = owner.DefaultTimeout;

        public override CommandType CommandType
        {
            get => CommandType.Text;
            set
            {
                if (value != CommandType.Text) throw new NotSupportedException($"{value}: this database has text commands only");
            }
        }

        public override bool DesignTimeVisible { get; set; }

        public override UpdateRowSource UpdatedRowSource { get; set; }

        protected override DbConnection? DbConnection
        {
            get => owner;
            set
            {
                if (value != owner) throw new NotSupportedException("a command stays with its connection");
            }
        }

        protected override DbParameterCollection DbParameterCollection => _given.Parameters;

        protected override DbTransaction? DbTransaction { get; set; }

        public override int ExecuteNonQuery() => Run(command => command.ExecuteNonQuery());

        public override object? ExecuteScalar() => Run(command => command.ExecuteScalar());

        public override void Prepare() => Run(command =>
        {
            command.Prepare();
            return true;
        });

        public override void Cancel() { }

        protected override DbParameter CreateDbParameter() => _given.CreateParameter();

        protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => _reader = Run(command => command.ExecuteReader(behavior));

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                Return();
                _given.Dispose();
            }
            base.Dispose(disposing);
        }

        private T Run<T>(Func<SqliteCommand, T> execute)
        {
            _command ??= owner.Take(_text);
            _command.Transaction = (SqliteTransaction?)DbTransaction;
            _command.CommandTimeout = CommandTimeout;
            _command.Parameters.Clear();
            foreach (SqliteParameter parameter in _given.Parameters)
            {
                // A name without its sign is looked for with each of three: four calls into the library for each parameter.
                if (parameter.ParameterName is [not '@', ..] name) parameter.ParameterName = Named.GetOrAdd(name, plain => "@" + plain);
                _command.Parameters.Add(parameter);
            }
            _failed = true;
            var result = execute(_command);
            _failed = false;
            return result;
        }

        private void Return()
        {
            _reader?.Dispose(); // resets the statement, which would otherwise hold its snapshot
            _reader = null;
            if (_command is null) return;
            if (_failed) _command.Dispose(); // in what state its statement is, only the provider knows
            else owner.GiveBack(_command);
            _command = null;
            _failed = false;
        }
    }
}
