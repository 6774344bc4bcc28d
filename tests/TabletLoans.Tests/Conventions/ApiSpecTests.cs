using System.Text.Json;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Conventions;

/// <summary>What is committed in api-spec/ is what the code says. When it is not, build and commit what changed.</summary>
public sealed class ApiSpecTests
{
    [Test]
    public async Task The_Committed_Documents_Are_Those_Of_The_Code()
    {
        foreach (var (name, text) in await Docs.All(default))
            Assert.That(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "api-spec", name)), Is.EqualTo(text), $"api-spec/{name} differs: build and commit it");
    }

    [Test]
    public async Task The_Served_Contract_Is_The_Committed_One()
    {
        await using var database = await TestDatabase.Create(Engine.Sqlite);
        await using var host = await TestHost.Start(database.ConnectionString);
        using var client = host.Client();
        var served = await client.Get("/openapi/v1.json");
        using var committed = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "api-spec", "openapi.json")));
        Assert.That(JsonElement.DeepEquals(served.Json, committed.RootElement), Is.True);
    }

    [Test]
    public async Task Every_String_And_Array_Has_A_Maximum_Every_Operation_A_Summary_And_Its_Problems()
    {
        using var contract = JsonDocument.Parse((await Docs.All(default))["openapi.json"]);
        var faults = new List<string>();
        foreach (var schema in contract.RootElement.GetProperty("components").GetProperty("schemas").EnumerateObject()) Bounded(schema.Value, schema.Name, faults);
        foreach (var path in contract.RootElement.GetProperty("paths").EnumerateObject())
            foreach (var operation in path.Value.EnumerateObject())
            {
                var name = $"{operation.Name} {path.Name}";
                if (!operation.Value.TryGetProperty("summary", out _)) faults.Add($"{name}: no summary");
                foreach (var status in (string[])["400", "429", "500"])
                    if (!operation.Value.GetProperty("responses").TryGetProperty(status, out _)) faults.Add($"{name}: no {status}");
                if (path.Name.Contains("{organisation}", StringComparison.Ordinal) && !operation.Value.GetProperty("responses").TryGetProperty("401", out _)) faults.Add($"{name}: no 401");
                foreach (var parameter in operation.Value.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray().ToList() : [])
                    if (!char.IsLower(parameter.GetProperty("name").GetString()![0]) && parameter.GetProperty("in").GetString() == "query") faults.Add($"{name}: {parameter.GetProperty("name")}");
            }
        Assert.That(faults, Is.Empty);
    }

    private static void Bounded(JsonElement schema, string where, List<string> faults)
    {
        if (schema.ValueKind != JsonValueKind.Object) return;
        var types = schema.TryGetProperty("type", out var type) ? type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(one => one.GetString()).ToList() : [type.GetString()] : [];
        if (types.Contains("string") && !schema.TryGetProperty("maxLength", out _) && !schema.TryGetProperty("enum", out _) && !schema.TryGetProperty("format", out _)) faults.Add($"{where}: a string without a maximum");
        if (types.Contains("array") && !schema.TryGetProperty("maxItems", out _)) faults.Add($"{where}: an array without a maximum");
        if (types.Contains("integer") && types.Contains("string")) faults.Add($"{where}: an integer that may be a string");
        foreach (var part in (string[])["properties"])
            if (schema.TryGetProperty(part, out var properties))
                foreach (var property in properties.EnumerateObject()) Bounded(property.Value, $"{where}.{property.Name}", faults);
        if (schema.TryGetProperty("items", out var items)) Bounded(items, $"{where}[]", faults);
    }
}
