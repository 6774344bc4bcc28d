using System.Xml.Linq;
using Dapper;
using Microsoft.AspNetCore.DataProtection.Repositories;
using TabletLoans.Storage;

namespace TabletLoans.Access;

/// <summary>Keeps the keys of cookies and confirmation tokens in the database, so that every instance reads what another wrote.</summary>
internal sealed class DataProtectionKeys(Database database) : IXmlRepository
{
    // The framework asks synchronously, once a day and at start.
    public IReadOnlyCollection<XElement> GetAllElements() =>
        database.Read(async connection => (await connection.QueryAsync<string>(AllSql)).Select(XElement.Parse).ToList()).GetAwaiter().GetResult();

    public void StoreElement(XElement element, string friendlyName) =>
        database.Write<int>(async writes => await writes.Execute(
            StoreSql, new { name = friendlyName, xml = element.ToString(SaveOptions.DisableFormatting), now = database.Clock.GetInstant() })).GetAwaiter().GetResult();

    public const string AllSql = "select xml from data_protection_key order by name";
    public const string StoreSql = "insert into data_protection_key (name, xml, created_at) values (@name, @xml, @now)";
}
