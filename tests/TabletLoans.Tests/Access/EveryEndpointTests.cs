using System.Net;
using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using TabletLoans.Access;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Access;

/// <summary>Walks the endpoints of the running service: a new route is in every walk without a line here.</summary>
public sealed partial class EveryEndpointTests(Engine engine) : ApiTest(engine)
{
    private static readonly string[] Open =
    [
        "GET /health/live", "GET /health/ready", "GET /errors", "GET /errors/{code}", "GET /openapi/{documentName}.json",
        "GET /api/v1/lifecycle", "GET /api/v1/me", "POST /api/v1/session", "DELETE /api/v1/session",
        "GET /", "GET /organisations", "GET /sign-in", "POST /sign-in", "POST /sign-out", "POST /language", "GET /account", "POST /account", "GET /accessibilite",
        "POST /sign-in/code", "GET /account/second-factor", "POST /account/second-factor", "POST /account/second-factor/off",
        "GET /choose-password/{secret}", "POST /choose-password/{secret}", "GET /o/{organisation}/accessibilite",
    ];

    private static IEnumerable<string> RoleCodes => Roles.All.Select(role => role.Code);

    private IReadOnlyList<Route> OfOrganisations => Route.OfOrganisations(Host);

    [Test]
    public void Only_These_Endpoints_Are_Open()
    {
        var open = Route.All(Host).Where(route => route.Requires is null || route.Endpoint.Metadata.GetMetadata<IAuthorizeData>() is null).Select(route => route.ToString());
        Assert.That(open, Is.EquivalentTo(Open));
    }

    [Test]
    public async Task The_Documentation_Is_Open()
    {
        using var anybody = Host.Client();
        (await anybody.Get("/swagger/index.html")).Must(HttpStatusCode.OK);
        (await anybody.Get("/openapi/v1.json")).Must(HttpStatusCode.OK);
        (await anybody.Get("/api/v1/me")).Must(HttpStatusCode.Unauthorized);
    }

    [Test]
    public void Every_Permission_Is_Asked_Within_An_Organisation()
    {
        Assert.That(Route.All(Host).Where(route => route.Requires is not null).Select(route => route.Pattern), Is.All.StartsWith("/api/v1/organisations/{organisation}").Or.StartsWith("/o/{organisation}"));
        Assert.That(OfOrganisations, Has.Count.GreaterThan(50));
    }

    [Test]
    public void A_Permission_Asked_Outside_An_Organisation_Throws()
    {
        var requirement = new RequirePermission(Permission.ReadFleet);
        var context = new AuthorizationHandlerContext([requirement], new ClaimsPrincipal(), new DefaultHttpContext());
        var thrown = Assert.ThrowsAsync<InvalidOperationException>(() => new PermissionHandler(new Grants(Host.Database)).HandleAsync(context));
        Assert.That(thrown!.Message, Does.Contain("names no organisation"));
        Assert.That(context.HasSucceeded, Is.False);
    }

    [TestCaseSource(nameof(RoleCodes))]
    public async Task A_Role_Does_What_The_Matrix_Says_And_Nothing_Else(string code)
    {
        var role = Roles.Find(code)!;
        var rows = await OneOfEach.At(Given);
        using var client = await Given.Client(code);
        var failures = new List<string>();
        foreach (var route in OfOrganisations)
        {
            var answer = await Call(client, route, Given.Slug, rows, new { });
            var permission = route.Requires!.Permission;
            var isRight = role.May(permission)
                ? IsLetThrough(route, answer)
                : answer.Status == HttpStatusCode.Forbidden && answer.Code == "permission_missing" && answer["detail"].GetString()!.Contains(permission.Code(), StringComparison.Ordinal);
            if (!isRight) failures.Add($"{route} ({permission}): {answer.Status} {answer.Text}");
        }
        Assert.That(failures, Is.Empty);
    }

    [Test]
    public async Task Nothing_Of_An_Organisation_Is_Told_Without_Valid_Credentials()
    {
        var rows = await OneOfEach.At(Given);
        var revoked = await CreateKey.Run(Host.Database, Given.Slug, "organisation_admin", "revoked", [], null, default);
        Assert.That((await RevokeKey.Run(Host.Database, revoked.Value.Id, default)).IsRefused, Is.False);
        var yesterday = Given.Today.AddDays(-1);
        var expired = await CreateKey.Run(Host.Database, Given.Slug, "organisation_admin", "expired", [], yesterday, default);
        var valid = await Given.Key(Host, Given.Slug, "organisation_admin");
        using var nobody = Host.Client();
        var failures = new List<string>();
        foreach (var (what, header) in new (string, string?)[]
        {
            ("none", null), ("malformed", "Bearer nonsense"), ("unknown", $"Bearer {ApiKey.New()}"), ("revoked", $"Bearer {revoked.Value.Key}"), ("expired", $"Bearer {expired.Value.Key}"),
            ("cut short", $"Bearer {valid[..^1]}"), ("followed by something", $"Bearer {valid}x"), ("another scheme", $"Basic {valid}"), ("no key", "Bearer"), ("very long", $"Bearer tl_{new string('a', 5000)}"),
        })
        {
            foreach (var route in OfOrganisations)
            {
                var answer = await Call(nobody, route, Given.Slug, rows, new { }, header is null ? [] : [("Authorization", header)]);
                if (answer.Status != HttpStatusCode.Unauthorized || answer.Code != "not_authenticated" || answer.Headers.GetValueOrDefault("WWW-Authenticate") != "Bearer")
                    failures.Add($"{what}: {route}: {answer.Status} {answer.Text}");
            }
        }
        Assert.That(failures, Is.Empty);
        (await nobody.Send(HttpMethod.Get, Given.Path("schools"), null, ("Authorization", $"Bearer {valid}"))).Must(HttpStatusCode.OK);
    }

    [Test]
    public async Task A_Key_Works_On_Its_Last_Day_And_Not_On_The_Next()
    {
        var today = Given.Today;
        using var lastDay = Host.Client((await CreateKey.Run(Host.Database, Given.Slug, "auditor", "last day", [], today.AddDays(1), default)).Value.Key);
        (await lastDay.Get(Given.Path("schools"))).Must(HttpStatusCode.OK);
        Host.Clock.Advance(TimeSpan.FromDays(2));
        (await lastDay.Get(Given.Path("schools"))).Must(HttpStatusCode.Unauthorized);
    }

    [TestCase("fleet_manager")]
    [TestCase("organisation_admin")]
    public async Task Another_Organisation_Looks_As_If_It_Did_Not_Exist(string role)
    {
        var rows = await OneOfEach.At(Given);
        var other = await Given.Organisation(Host);
        using var key = await other.Client(role);
        using var session = await SignedIn(other, role);
        var failures = new List<string>();
        foreach (var stranger in new[] { key, session })
        {
            (await stranger.Get(other.Path("schools"))).Must(HttpStatusCode.OK);
            foreach (var route in OfOrganisations)
            {
                var real = await Call(stranger, route, Given.Slug, rows, rows.BodyOf(route));
                var madeUp = await Call(stranger, route, "no-such-organisation", rows, rows.BodyOf(route));
                if (real.Status != HttpStatusCode.NotFound || real.Code != "not_found" || Shape(real) != Shape(madeUp)) failures.Add($"{route}: {real.Status} {real.Text} and {madeUp.Text}");
            }
        }
        Assert.That(failures, Is.Empty);
    }

    [Test]
    public async Task No_Address_Of_One_Organisation_Reaches_A_Row_Of_Another()
    {
        var (theirs, given) = (await OneOfEach.At(Given), await Given.Organisation(Host));
        var ours = await OneOfEach.At(given);
        using var admin = await given.Client("organisation_admin");
        // One reader: a key that was made in between would be told by the list of keys.
        using var reader = await Given.Client("organisation_admin");
        var before = await Everything(theirs, reader);
        var failures = new List<string>();
        foreach (var route in OfOrganisations.Where(route => route.NamesOneThing))
        {
            var answer = await Call(admin, route, given.Slug, theirs, ours.BodyOf(route), ("If-Match", "*"));
            if (answer.Status != HttpStatusCode.NotFound || answer.Code != "not_found") failures.Add($"{route}: {answer.Status} {answer.Text}");
        }
        foreach (var route in OfOrganisations.Where(route => route.Method == HttpMethod.Get && !route.NamesOneThing))
        {
            var answer = (await Call(admin, route, given.Slug, ours, null)).Must(HttpStatusCode.OK);
            if (theirs.Secrets.Append(theirs.Model.ToString("D")).Where(secret => secret != theirs.LastName).Any(secret => answer.Text.Contains(secret, StringComparison.Ordinal))) failures.Add($"{route} lists a row of another organisation");
        }
        Assert.That(failures, Is.Empty);
        Assert.That(await Everything(theirs, reader), Is.EqualTo(before));
    }

    [Test]
    public async Task No_Request_Of_One_Organisation_Names_A_Row_Of_Another()
    {
        var (theirs, given) = (await OneOfEach.At(Given), await Given.Organisation(Host));
        var ours = await OneOfEach.At(given);
        var stock = (await given.DeviceInStock(ours.Model)).Id;
        var serial = (await Given.Read($"devices/{theirs.Device}"))["serialNumber"].GetString()! + "-THEIRS";
        await Given.Device(theirs.Model, serial);
        using var reader = await Given.Client("organisation_admin");
        var before = await Everything(theirs, reader);
        using var admin = await given.Client("organisation_admin");
        foreach (var (path, body, status) in new (string, object, HttpStatusCode)[]
        {
            ("loans", new { device = theirs.Device, borrowerId = ours.Borrower }, HttpStatusCode.NotFound),
            ("loans", new { device = serial, borrowerId = ours.Borrower }, HttpStatusCode.NotFound),
            ("loans", new { device = ours.Device, borrowerId = theirs.Borrower }, HttpStatusCode.UnprocessableEntity),
            ("loans", new { device = ours.Device, borrowerId = ours.Borrower, spareForLoanId = theirs.Loan }, HttpStatusCode.UnprocessableEntity),
            ("loans/check", new { device = theirs.Device, borrowerId = ours.Borrower }, HttpStatusCode.NotFound),
            ("loans/check", new { device = ours.Device, borrowerId = theirs.Borrower }, HttpStatusCode.UnprocessableEntity),
            ("loans/return", new { device = theirs.LentDevice }, HttpStatusCode.NotFound),
            ("loans/return", new { device = serial }, HttpStatusCode.NotFound),
            ("loans/return", new { device = ours.LentDevice, schoolId = theirs.School }, HttpStatusCode.UnprocessableEntity),
            ($"loans/{ours.Loan}/transfer", new { borrowerId = theirs.Borrower }, HttpStatusCode.UnprocessableEntity),
            ($"devices/{stock}/send_to_school", new { schoolId = theirs.School }, HttpStatusCode.UnprocessableEntity),
            ("devices", new { serialNumber = "X-1", modelId = theirs.Model }, HttpStatusCode.UnprocessableEntity),
            ("disposals", new { device = theirs.Device, kind = "sale" }, HttpStatusCode.NotFound),
            ("disposals/check", new { device = theirs.Device, kind = "sale" }, HttpStatusCode.NotFound),
            ("disposals", new { device = ours.Device, kind = "donation", beneficiary = new { kind = "family", borrowerId = theirs.Borrower } }, HttpStatusCode.UnprocessableEntity),
            ("borrowers", new { kind = "pupil", lastName = "A", firstName = "B", schoolId = theirs.School }, HttpStatusCode.UnprocessableEntity),
        })
        {
            var answer = await admin.Post(given.Path(path), body);
            Assert.That(answer.Status, Is.EqualTo(status), $"{path} {JsonSerializer.Serialize(body)}: {answer.Text}");
        }
        (await admin.Patch(given.Path($"borrowers/{ours.Borrower}"), new { schoolId = theirs.School }, "*")).Must(HttpStatusCode.UnprocessableEntity);
        var batch = (await admin.Post(given.Path("loans/batch"), new { lines = new[] { new { device = theirs.Device, borrowerId = ours.Borrower }, new { device = ours.Device, borrowerId = theirs.Borrower } } })).Must(HttpStatusCode.OK);
        Assert.That(batch["results"].EnumerateArray().Select(line => line.GetProperty("status").GetInt32()), Is.EqualTo(new[] { 404, 422 }));
        foreach (var filter in new[] { $"devices?schoolId={theirs.School}", $"devices?modelId={theirs.Model}", $"borrowers?schoolId={theirs.School}", $"loans?deviceId={theirs.LentDevice}", $"loans?borrowerId={theirs.Borrower}" })
            Assert.That((await admin.Get(given.Path(filter))).Must(HttpStatusCode.OK).Items, Is.Empty, filter);
        Assert.That(await Everything(theirs, reader), Is.EqualTo(before));
    }

    private static Task<Answer> Call(ApiClient client, Route route, string organisation, OneOfEach rows, object? body, params (string Name, string Value)[] headers)
    {
        var path = route.Path(organisation, rows.Of);
        Assert.That(path, Does.Not.Contain("{"), "a new value in an address: Route.Path must know it");
        var content = body is null || route.Method == HttpMethod.Get ? null : body is string file ? new StringContent(file, Encoding.UTF8, "text/csv") : new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8);
        if (content is not null && body is not string) content.Headers.ContentType = new MediaTypeHeaderValue(route.Method == HttpMethod.Patch ? "application/merge-patch+json" : "application/json");
        return client.Send(route.Method, path, content, headers);
    }

    /// <summary>Past authorization and found; an empty body may then be refused for what it is.</summary>
    private static bool IsLetThrough(Route route, Answer answer) => route.Method == HttpMethod.Get
        ? answer.Status == HttpStatusCode.OK
        : answer.Status is HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.BadRequest or HttpStatusCode.Conflict or HttpStatusCode.UnsupportedMediaType or HttpStatusCode.UnprocessableEntity or HttpStatusCode.PreconditionRequired;

    private async Task<ApiClient> SignedIn(Given given, string role)
    {
        var email = $"{given.Slug}@example.org";
        Assert.That((await AddUser.Run(Host.Database, given.Slug, email, role, [], "Un mot de passe 1", default)).IsRefused, Is.False);
        var client = Host.Client();
        (await client.Post("/api/v1/session", new { email, password = "Un mot de passe 1" })).Must(HttpStatusCode.OK);
        return client;
    }

    /// <summary>Whatever an administrator may read, as it stands.</summary>
    private async Task<string> Everything(OneOfEach rows, ApiClient admin)
    {
        var all = new StringBuilder();
        foreach (var route in OfOrganisations.Where(route => route.Method == HttpMethod.Get))
            all.AppendLine(route.ToString()).AppendLine((await Call(admin, route, Given.Slug, rows, null)).Must(HttpStatusCode.OK).Text);
        // The readings themselves use a key, and the verification tells its moment.
        return LastUse().Replace(all.ToString(), "");
    }

    [GeneratedRegex("\"(?:lastUsedAt|verifiedAt)\":(?:null|\"[^\"]*\")", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LastUse();

    private static string Shape(Answer answer)
    {
        var problem = JsonNode.Parse(answer.Text)!.AsObject();
        problem["instance"] = "";
        problem["traceId"] = "";
        return problem.ToJsonString();
    }
}
