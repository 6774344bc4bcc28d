using System.Reflection;
using System.Text.RegularExpressions;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Conventions;

/// <summary>The house of design §2: features stand on Api, Access, Lifecycle and Storage, and nothing points back up.</summary>
public sealed partial class FloorsTests
{
    private const int LongestFile = 300;
    private static readonly string[] Ground = ["Api", "Access", "Lifecycle", "Storage"];
    private static readonly string[] Forbidden = ["Service", "Manager", "Helper", "Helpers", "Util", "Utils", "Repository", "Dto", "Impl"];

    private static readonly Type[] Types = typeof(TabletLoansApp).Assembly.GetTypes().Where(type => type.Namespace?.StartsWith("TabletLoans", StringComparison.Ordinal) == true).ToArray();

    private const string Roof = "Web";

    /// <summary>Every folder that is neither of the ground floor nor the roof is a feature: a new one is held to the rule without a line here.</summary>
    private static IReadOnlyList<string> Features { get; } = [.. Types.Select(type => Room(type.Namespace!)).OfType<string>().Distinct().Except([.. Ground, Roof]).Order(StringComparer.Ordinal)];

    [Test]
    public void Nothing_Below_Knows_The_Pages()
    {
        var named = Code(path => path.Contains('/', StringComparison.Ordinal) && !path.StartsWith($"{Roof}/", StringComparison.Ordinal)).Where(line => Pages().IsMatch(line.Text)).Select(line => line.Where);
        Assert.That(named, Is.Empty);
        var upwards = from type in Types
                      where Room(type.Namespace!) is { } room && room != Roof
                      from member in type.GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                      from used in TypesOf(member)
                      where used.Namespace is { } name && Room(name) == Roof
                      select $"{type.Name}.{member.Name} uses {used.Name}";
        Assert.That(upwards, Is.Empty);
        Assert.That(Types.Where(type => Room(type.Namespace!) == Roof), Is.Not.Empty);
    }

    /// <summary>A page shows; what it shows is read by the use cases, which its handler calls.</summary>
    [Test]
    public void No_Component_Reads_The_Database() =>
        Assert.That(SourceTree.Components.Where(file => ReadsDatabase().IsMatch(file.Value)).Select(file => file.Key), Is.Empty);

    [Test]
    public void The_Ground_Floor_Never_Refers_To_A_Feature()
    {
        var types = Types.Where(type => Room(type.Namespace!) is { } room && Features.Contains(room) && !type.Name.Contains('<', StringComparison.Ordinal)).Select(type => $"{Room(type.Namespace!)}\\.{type.Name.Split('`')[0]}");
        var feature = new Regex($@"\b(?:{string.Join('|', types.Distinct())})\b|\bTabletLoans\.(?:{string.Join('|', Features)})\b", RegexOptions.None, TimeSpan.FromSeconds(5));
        var upwards = Code(path => Ground.Contains(path.Split('/')[0])).Where(line => feature.IsMatch(line.Text)).Select(line => line.Where);
        Assert.That(upwards, Is.Empty);
        Assert.That(Features, Is.SupersetOf(new[] { "Borrowers", "Devices", "Loans", "Organisations", "Schools" }));
    }

    [Test]
    public void No_Member_Of_The_Ground_Floor_Has_A_Type_Of_A_Feature()
    {
        var upwards = from type in Types
                      where Ground.Contains(Room(type.Namespace!))
                      from member in type.GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                      from used in TypesOf(member)
                      where used.Namespace is { } name && Room(name) is { } room && Features.Contains(room)
                      select $"{type.Name}.{member.Name} uses {used.Name}";
        Assert.That(upwards, Is.Empty);
    }

    [Test]
    public void A_Namespace_Is_Its_Folder()
    {
        var strangers = SourceTree.Service.Where(file => file.Value.Contains("\nnamespace ", StringComparison.Ordinal))
            .Where(file => !file.Value.Contains($"\nnamespace {string.Join('.', ["TabletLoans", .. file.Key.Split('/')[..^1]])};", StringComparison.Ordinal))
            .Select(file => file.Key);
        Assert.That(strangers, Is.Empty);
    }

    [Test]
    public void Only_Storage_Names_A_Database()
    {
        var named = Code(path => !path.StartsWith("Storage/", StringComparison.Ordinal)).Where(line => DatabaseName().IsMatch(line.Text)).Select(line => line.Where);
        Assert.That(named, Is.Empty);
        Assert.That(Code(path => path.StartsWith("Storage/", StringComparison.Ordinal)).Any(line => DatabaseName().IsMatch(line.Text)), Is.True);
    }

    [Test]
    public void No_Type_Is_Named_After_Its_Pattern() =>
        Assert.That(Types.Select(type => type.Name.Split('`')[0]).Where(name => Forbidden.Any(end => name.EndsWith(end, StringComparison.Ordinal))), Is.Empty);

    [Test]
    public void No_File_Is_Long() =>
        Assert.That(SourceTree.Service.Concat(SourceTree.Components).Where(file => file.Value.Count(c => c == '\n') > LongestFile).Select(file => file.Key), Is.Empty);

    private static string? Room(string name) => name.Split('.') is ["TabletLoans", var room, ..] ? room : null;

    /// <summary>The lines of code; comments may say what they like.</summary>
    private static IEnumerable<(string Where, string Text)> Code(Func<string, bool> where) => SourceTree.Service.Where(file => where(file.Key)).SelectMany(file =>
        file.Value.Split('\n').Select((line, i) => (Where: $"{file.Key}:{i + 1}: {line.Trim()}", Text: Comment().Replace(line, ""))));

    private static IEnumerable<Type> TypesOf(MemberInfo member) => (member switch
    {
        FieldInfo field => [field.FieldType],
        PropertyInfo property => [property.PropertyType],
        MethodInfo method => [method.ReturnType, .. method.GetParameters().Select(parameter => parameter.ParameterType), .. Locals(method)],
        ConstructorInfo constructor => [.. constructor.GetParameters().Select(parameter => parameter.ParameterType), .. Locals(constructor)],
        _ => Array.Empty<Type>(),
    }).SelectMany(Parts);

    private static IEnumerable<Type> Locals(MethodBase method) => method.GetMethodBody()?.LocalVariables.Select(local => local.LocalType) ?? [];

    private static IEnumerable<Type> Parts(Type type) => type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Prepend(type.GetGenericTypeDefinition()) : [type];

    [GeneratedRegex("sqlite|npgsql|postgres", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DatabaseName();

    [GeneratedRegex(@"\bTabletLoans\.Web\b|\busing Web\b", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pages();

    [GeneratedRegex(@"\bDb\b|\bTabletLoans\.Storage\b", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ReadsDatabase();

    [GeneratedRegex(@"(?<!:)//.*$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Comment();
}

public sealed class EndpointNamesTests(Engine engine) : ApiTest(engine)
{
    /// <summary>Small endpoints that share a file with a larger one; each with the class that answers.</summary>
    private static readonly Dictionary<string, string> InClassesOfAnotherName = new(StringComparer.Ordinal)
    {
        ["HealthLive"] = "Health", ["HealthReady"] = "Health", ["ReadError"] = "ReadErrors", ["SignOut"] = "SignIn",
    };

    [Test]
    public void Every_Endpoint_Is_Named_After_Its_Use_Case()
    {
        var classes = typeof(TabletLoansApp).Assembly.GetTypes().Select(type => type.Name).ToHashSet(StringComparer.Ordinal);
        var moves = TabletLoans.Lifecycle.DeviceLifecycle.All.Where(row => row.UseCase is null).SelectMany(row => new[] { $"MoveDevice_{row.Name}", $"MoveDevices_{row.Name}" })
            .Concat(TabletLoans.Purchasing.PurchaseLifecycle.All.Where(row => row.UseCase is null).Select(row => $"MovePurchaseOrder_{row.Name}"))
            .Concat(TabletLoans.Calls.ApplicationLifecycle.All.Where(row => row.UseCase is null).Select(row => $"MoveApplication_{row.Name}"))
            .Concat(TabletLoans.Calls.DecideBatch.Rows.Select(row => $"DecideBatch_{row.Name}")).ToHashSet(StringComparer.Ordinal);
        var names = Route.All(Host).Where(route => !route.IsPage && !route.Pattern.StartsWith("/openapi/", StringComparison.Ordinal)).Select(route => route.Name ?? $"no name: {route}").ToList();
        Assert.That(names, Is.Unique);
        Assert.That(names.Where(name => !classes.Contains(name) && !moves.Contains(name) && !InClassesOfAnotherName.ContainsKey(name)), Is.Empty);
        Assert.That(names, Is.SupersetOf(InClassesOfAnotherName.Keys));
        Assert.That(classes, Is.SupersetOf(InClassesOfAnotherName.Values.Distinct()));
        Assert.That(moves, Is.SubsetOf(names));
    }
}
