using System.Reflection;
using TabletLoans.Api;
using TabletLoans.Web;
using TabletLoans.Wording;

namespace TabletLoans.Tests.Conventions;

/// <summary>Whatever code a page may show has its word, in both languages, in one place.</summary>
public sealed class WordsTests
{
    /// <summary>Said to programs only.</summary>
    private static readonly Type[] NotForPeople = [typeof(ListFormats)];

    private static IEnumerable<(Type Codes, string Code)> All => typeof(TabletLoansApp).Assembly.GetTypes()
        .Where(type => type is { IsClass: true, IsAbstract: false } && typeof(ICodes).IsAssignableFrom(type) && !typeof(IForPrograms).IsAssignableFrom(type)).Except(NotForPeople)
        .SelectMany(type => ((IReadOnlyList<string>)type.GetProperty(nameof(ICodes.All), BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!).Select(code => (type, code)));

    [Test]
    public void Every_Code_Has_A_Word()
    {
        Assert.That(All.Where(each => Words.Find(each.Codes, each.Code) is null).Select(each => $"{each.Codes.Name}: {each.Code}"), Is.Empty, "give each its word in Web/Words.cs");
        Assert.That(All.Count(), Is.GreaterThan(150));
    }

    [Test]
    public void No_Word_Is_Empty() =>
        Assert.That(All.Select(each => Words.Of(each.Codes, each.Code)).Where(word => word.Fr.Length == 0 || word.En.Length == 0), Is.Empty);

    [Test]
    public void Every_Field_Of_An_Import_Has_A_Name() =>
        Assert.That(TabletLoans.ImportJobs.ImportKind.All.SelectMany(kind => kind.Offered).Where(column => ImportFields.Find(column.Field) is null).Select(column => column.Field), Is.Empty);

    [Test]
    public void Every_Role_Has_A_Word() =>
        Assert.That(TabletLoans.Access.Roles.All.Where(role => Words.OfRole(role.Code).Fr == role.Code).Select(role => role.Code), Is.Empty);
}
