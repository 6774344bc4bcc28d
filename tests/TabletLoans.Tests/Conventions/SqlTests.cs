using System.Data.Common;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Conventions;

/// <summary>Every SQL constant is a statement that both databases understand, against the schema as migrated.</summary>
public sealed partial class SqlTests(Engine engine) : ApiTest(engine)
{
    /// <summary>Parts of statements, by field: how the statement around each is made. All of them need a reason to be parts.</summary>
    private static readonly Dictionary<string, Func<string, string>> Parts = new(StringComparer.Ordinal)
    {
        // Many rows in one INSERT: the rows are written beside it, as many as there are.
        ["EventChain.InsertSql"] = part => part + Constant("EventChain.RowSql"),
        ["EventChain.RowSql"] = part => Constant("EventChain.InsertSql") + part,
        ["DemoRows.DeviceSql"] = WithRow,
        ["DemoRows.BorrowerSql"] = WithRow,
        ["DemoRows.PersonSql"] = WithRow,
        ["DemoRows.GuardianSql"] = WithRow,
        ["DemoRows.LoanSql"] = WithRow,
        ["DemoRows.ReportSql"] = WithRow,
        ["DemoRows.AnomalySql"] = WithRow,
        ["DemoRows.SanitizationSql"] = WithRow,
        ["DemoRows.WorkOrderSql"] = WithRow,
        ["DemoPaperRows.SupplierSql"] = WithRow,
        ["DemoPaperRows.OrderSql"] = WithRow,
        ["DemoPaperRows.LineSql"] = WithRow,
        ["DemoPaperRows.DeliverySql"] = WithRow,
        ["DemoPaperRows.RefusalSql"] = WithRow,
        ["DemoPaperRows.AllocationSql"] = WithRow,
        ["DemoPaperRows.ShipmentSql"] = WithRow,
        ["DemoPaperRows.ShippedSql"] = WithRow,
        ["DemoPaperRows.UnexpectedSql"] = WithRow,
        ["DemoPaperRows.ThresholdSql"] = WithRow,
        ["DemoPaperRows.ScaleSql"] = WithRow,
        ["DemoPaperRows.IncidentSql"] = WithRow,
        ["DemoPaperRows.RecoverySql"] = WithRow,
        ["DemoPaperRows.DisposalSql"] = WithRow,
        ["DemoPaperRows.InventorySql"] = WithRow,
        ["DemoPaperRows.CountedSql"] = WithRow,
        ["NewDevice.InsertSql"] = part => part + Constant("NewDevice.RowSql"),
        ["NewDevice.RowSql"] = part => Constant("NewDevice.InsertSql") + part,
        ["RegisterSchool.InsertSql"] = part => part + Constant("RegisterSchool.RowSql"),
        ["RegisterSchool.RowSql"] = part => Constant("RegisterSchool.InsertSql") + part,
        ["ImportLineRow.InsertSql"] = part => part + Constant("ImportLineRow.RowSql"),
        ["ImportLineRow.RowSql"] = part => Constant("ImportLineRow.InsertSql") + part,
        ["InventoryCount.InsertSql"] = part => part + Constant("InventoryCount.RowSql"),
        ["InventoryCount.RowSql"] = part => Constant("InventoryCount.InsertSql") + part,
        ["CloseInventory.InsertSql"] = part => part + Constant("CloseInventory.RowSql"),
        ["CloseInventory.RowSql"] = part => Constant("CloseInventory.InsertSql") + part,
        // How the same INSERT meets the schools that are known.
        ["ImportSchools.UpdateSql"] = part => $"{Constant("RegisterSchool.InsertSql")} {Constant("RegisterSchool.RowSql")} {part}",
        // A condition of a filter that is appended only where it was asked for.
        ["ListDevices.BeginsSql"] = part => $"select d.id from device d where {part}",
        ["ListDevices.ProgrammeSql"] = part => $"select d.id from device d where {part}",
        ["AllocationRow.DirectlySql"] = part => $"select a.id, {part} as sent from allocation a",
        ["ShipmentRow.LeavesSql"] = part => $"select sh.id from shipment sh where {part}",
        ["ShipmentRow.OfBothSidesSql"] = part => $"select sh.id from shipment sh where {part}",
        ["LineRequest.ModelsSql"] = part => $"{part} m.id = @id",
        ["LineRequest.FundingsSql"] = part => $"{part} f.id = @id",
        ["Execution.NotifiedSql"] = part => $"{part} f.id = @id",
        ["ReceivedSerials.KnownSql"] = part => $"{part} d.serial_key = @serial",
        // The list of ids is said differently on each database: Dialect.In closes it.
        ["ListLoans.AccessoriesSql"] = part => $"{part} a.loan_id = @id",
    };

    private static readonly IReadOnlyDictionary<string, string> Constants = typeof(TabletLoansApp).Assembly.GetTypes()
        .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
        .Where(field => field.FieldType == typeof(string) && field.Name.EndsWith("Sql", StringComparison.Ordinal))
        .ToDictionary(field => $"{field.DeclaringType!.Name}.{field.Name}", field => (string)field.GetValue(null)!, StringComparer.Ordinal);

    [Test]
    public async Task Every_Sql_Constant_Can_Be_Prepared()
    {
        var failures = new List<string>();
        foreach (var (name, sql) in Constants)
            if (await Prepare(Parts.TryGetValue(name, out var around) ? around(sql) : sql) is { } problem) failures.Add($"{name}: {problem}");
        Assert.That(failures, Is.Empty);
        Assert.That(Constants, Has.Count.GreaterThan(50));
    }

    [Test]
    public async Task Only_Parts_Are_Listed_As_Parts()
    {
        Assert.That(Constants.Keys, Is.SupersetOf(Parts.Keys));
        foreach (var name in Parts.Keys) Assert.That(await Prepare(Constants[name]), Is.Not.Null, $"{name} is a whole statement");
    }

    [TestCase("select no_such_column from device where id = @id")]
    [TestCase("select id from device where id = @id and")]
    [TestCase("delete from device where id = @id; delete from no_such_table")]
    public async Task A_Statement_That_Cannot_Run_Is_Noticed(string sql) => Assert.That(await Prepare(sql), Is.Not.Null);

    /// <summary>What the database says against the statement; null when it takes it.</summary>
    private async Task<string?> Prepare(string sql)
    {
        // Each in a connection of its own: a refusal must not touch the next one.
        await using DbConnection connection = Engine == Engine.Sqlite ? new SqliteConnection($"{Database.ConnectionString};Pooling=False") : new NpgsqlConnection(Database.ConnectionString);
        await connection.OpenAsync();
        try
        {
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            foreach (var name in Parameter().Matches(sql).Select(match => match.Value).Distinct(StringComparer.Ordinal)) command.Parameters.Add(New(command, name));
            await command.PrepareAsync();
            return null;
        }
        catch (DbException exception)
        {
            return exception.Message;
        }
    }

    // Unknown: the server says of which type each parameter is, or that it cannot tell.
    private static DbParameter New(DbCommand command, string name)
    {
        if (command is NpgsqlCommand) return new NpgsqlParameter { ParameterName = name, NpgsqlDbType = NpgsqlDbType.Unknown, Value = DBNull.Value };
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = DBNull.Value;
        return parameter;
    }

    /// <summary>A row of one parameter for each column.</summary>
    private static string WithRow(string insert) =>
        $"{insert} ({string.Join(", ", Enumerable.Range(1, insert[..insert.LastIndexOf(')')].Count(c => c == ',') + 1).Select(i => $"@p{i}"))})";

    private static string Constant(string name) => Constants[name];

    [GeneratedRegex("@[A-Za-z][A-Za-z0-9]*", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();
}
