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

    /// <summary>A command whose statement is looked up when its text is set, and given back when it is disposed.</summary>
    private sealed class Borrowed(StatementCache owner) : DbCommand
    {
        private SqliteCommand? _command;
        private SqliteDataReader? _reader;
        private DbTransaction? _transaction;
        private bool _failed;

        private SqliteCommand Command => _command ?? throw new InvalidOperationException("a command needs its text first");

        [AllowNull]
        public override string CommandText
        {
            get => _command?.CommandText ?? "";
            set
            {
                // Dapper spells a list out in the text after it has added the other parameters: those come along.
                var added = _command?.Parameters.Cast<SqliteParameter>().ToArray() ?? [];
                Return();
                _command = owner.Take(value ?? "");
                _command.Parameters.AddRange(added);
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

        protected override DbParameterCollection DbParameterCollection => Command.Parameters;

        protected override DbTransaction? DbTransaction
        {
            get => _transaction;
            set => _transaction = value;
        }

        public override int ExecuteNonQuery() => Run(command => command.ExecuteNonQuery());

        public override object? ExecuteScalar() => Run(command => command.ExecuteScalar());

        public override void Prepare() { }

        public override void Cancel() { }

        protected override DbParameter CreateDbParameter() => Command.CreateParameter();

        protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => _reader = Run(command => command.ExecuteReader(behavior));

        protected override void Dispose(bool disposing)
        {
            if (disposing) Return();
            base.Dispose(disposing);
        }

        private T Run<T>(Func<SqliteCommand, T> execute)
        {
            Command.Transaction = (SqliteTransaction?)_transaction;
            Command.CommandTimeout = CommandTimeout;
            _failed = true;
            // A name without its sign is looked for with each of three: four calls into the library for each parameter.
            foreach (SqliteParameter parameter in Command.Parameters)
                if (parameter.ParameterName is [not '@', ..] name) parameter.ParameterName = Named.GetOrAdd(name, plain => "@" + plain);
            var result = execute(Command);
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
