using System.Reflection;
using System.Text.RegularExpressions;
using TabletLoans.Api;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Conventions;

public sealed partial class CatalogueTests
{
    [Test]
    public void Every_Error_Of_The_Service_Is_In_The_Catalogue()
    {
        var fields = typeof(Error).Assembly.GetTypes()
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(field => field.FieldType == typeof(Error))
            .Select(field => (Error)field.GetValue(null)!);
        Assert.That(Errors.All, Is.EquivalentTo(fields));
        Assert.That(Errors.All, Has.Count.GreaterThan(50));
    }

    [Test]
    public void Every_Code_Is_Unique_And_Snake_Case()
    {
        Assert.That(Errors.All.Select(error => error.Code), Is.Unique);
        Assert.That(Errors.All.Select(error => error.Code), Has.All.Matches("^[a-z]+(_[a-z]+)*$"));
    }

    [Test]
    public void Every_Error_Speaks_Both_Languages_With_The_Same_Facts() => Assert.Multiple(() =>
    {
        foreach (var error in Errors.All)
            foreach (var (what, text) in new[] { ("title", error.Title), ("detail", error.Detail) })
            {
                Assert.That(text.Fr, Is.Not.Empty, $"{error.Code}, {what}");
                Assert.That(text.En, Is.Not.Empty, $"{error.Code}, {what}");
                Assert.That(Placeholders(text.Fr), Is.EquivalentTo(Placeholders(text.En)), $"{error.Code}, {what}");
            }
    });

    [Test]
    public void Every_Status_Is_One_That_The_Contract_Knows() =>
        Assert.That(Errors.All.Select(error => error.Status).Distinct(), Is.SubsetOf(new[] { 200, 400, 401, 403, 404, 405, 409, 412, 413, 415, 422, 428, 429, 500, 503 }));

    [Test]
    public void Every_Error_Is_Raised_Somewhere()
    {
        var source = string.Join('\n', SourceTree.Service.Values);
        var unused = typeof(Error).Assembly.GetTypes()
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(field => field.FieldType == typeof(Error))
            .Where(field => !Regex.IsMatch(source, $@"\b{field.DeclaringType!.Name}\.{field.Name}\b"))
            // The reader of CSV files knows codes only; ImportErrors.Of finds their words.
            .Where(field => !Regex.IsMatch(source, $@"(?<!new\()\bCsvProblem\.{field.Name}\b|new CsvProblem\({field.Name}\b"))
            .Select(field => field.Name);
        Assert.That(unused, Is.Empty);
    }

    [Test]
    public async Task Every_Code_Is_Documented()
    {
        var document = (await Docs.All(default))["errors.md"];
        Assert.That(Errors.All.Select(error => error.Code).Where(code => !document.Contains($"| `{code}` |", StringComparison.Ordinal)), Is.Empty);
    }

    private static IEnumerable<string> Placeholders(string text) => Placeholder().Matches(text).Select(match => match.Value).Distinct();

    [GeneratedRegex("{[^}]*}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();
}

public sealed class CatalogueOverHttpTests(Engine engine) : ApiTest(engine)
{
    [TestCase("fr")]
    [TestCase("en")]
    public async Task Every_Code_Is_Explained_At_Its_Address(string language)
    {
        using var anybody = Host.Client(language: language);
        foreach (var error in Errors.All)
        {
            var answer = (await anybody.Get($"/errors/{error.Code}")).Must(System.Net.HttpStatusCode.OK);
            Assert.That(answer.Code, Is.EqualTo(error.Code));
            Assert.That(answer["title"].GetString(), Is.EqualTo(language == "fr" ? error.Title.Fr : error.Title.En));
        }
        Assert.That((await anybody.Get("/errors/no_such_code")).Code, Is.EqualTo("not_found"));
    }
}
