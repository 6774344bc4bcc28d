using System.Net;
using System.Text.Json;
using Dapper;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Access;

public sealed class KeyTests(Engine engine) : ApiTest(engine)
{
    private ApiClient _admin = null!;

    [SetUp]
    public async Task OpenAdministrator() => _admin = await Given.Client("organisation_admin");

    [TearDown]
    public void CloseAdministrator() => _admin.Dispose();

    [Test]
    public async Task A_Key_Is_Told_Once_Works_And_Revoked_No_More()
    {
        var made = (await Make(new { name = "MDM", role = "auditor", everySchool = true, expiresOn = "2099-12-31" })).Must(HttpStatusCode.Created);
        var key = made["key"].GetString()!;
        Assert.That((key, made["state"].GetString(), made["prefix"].GetString()), Is.EqualTo((key, "active", key[..9])));
        using var program = Host.Client(key);
        (await program.Get(Given.Path("devices"))).Must(HttpStatusCode.OK);
        var read = (await _admin.Get(Given.Path($"keys/{made.Id}"))).Must(HttpStatusCode.OK);
        Assert.That(read.Json.TryGetProperty("key", out _), Is.False);
        foreach (var path in new[] { "keys", "keys?format=csv", "events" }) Assert.That((await _admin.Get(Given.Path(path))).Must(HttpStatusCode.OK).Text, Does.Not.Contain(key), path);
        Assert.That(await Host.Database.Read(connection => connection.ExecuteScalarAsync<long>("select count(*) from api_key where hash = @key or name = @key", new { key })), Is.Zero);
        (await _admin.Post(Given.Path($"keys/{made.Id}/revoke"), new { })).Must(HttpStatusCode.OK);
        (await program.Get(Given.Path("devices"))).Must(HttpStatusCode.Unauthorized);
        Assert.That((await _admin.Post(Given.Path($"keys/{made.Id}/revoke"), new { })).Must(HttpStatusCode.Conflict).Code, Is.EqualTo("key_revoked"));
        Assert.That((await _admin.Get(Given.Path("keys?state=revoked"))).Items.Select(row => row.GetProperty("id").GetGuid()), Does.Contain(made.Id));
        Assert.That((await _admin.Get(Given.Path("keys?state=active"))).Items.Select(row => row.GetProperty("id").GetGuid()), Does.Not.Contain(made.Id));
    }

    [Test]
    public async Task A_Key_Sees_Only_The_Schools_That_It_Is_Limited_To()
    {
        var (ours, theirs) = (await Given.School(), await Given.School("0380001V"));
        using var program = Host.Client((await Make(new { name = "ENT", role = "school_staff", schools = new[] { "0381903m" } })).Must(HttpStatusCode.Created)["key"].GetString());
        Assert.That((await program.Get(Given.Path("schools"))).Items.Select(row => row.GetProperty("id").GetGuid()), Is.EqualTo(new[] { ours.Id }));
        (await program.Get(Given.Path($"schools/{theirs.Id}"))).Must(HttpStatusCode.NotFound);
    }

    [TestCase("""{"name":"x","role":"platform_admin","everySchool":true}""", "/role", "not_one_of")]
    [TestCase("""{"name":"x","role":"auditor"}""", "/schools", "schools_or_all")]
    [TestCase("""{"name":"x","role":"auditor","schools":["0000000A"]}""", "/schools", "unknown_reference")]
    [TestCase("""{"name":"x","role":"auditor","everySchool":true,"expiresOn":"2001-01-01"}""", "/expiresOn", "end_before_start")]
    [TestCase("""{"name":" ","role":"auditor","everySchool":true}""", "/name", "missing")]
    public async Task What_Makes_No_Sense_Is_Refused(string body, string pointer, string code) =>
        Assert.That((await Make(JsonDocument.Parse(body).RootElement)).Must(HttpStatusCode.UnprocessableEntity).Errors[pointer], Is.EqualTo(code));

    [Test]
    public async Task An_Answer_With_A_Key_Is_Kept_Nowhere()
    {
        var key = $"once-{Guid.CreateVersion7():N}";
        var content = new StringContent("""{"name":"x","role":"auditor","everySchool":true}""", System.Text.Encoding.UTF8, "application/json");
        (await _admin.Send(HttpMethod.Post, Given.Path("keys"), content, ("Idempotency-Key", key))).Must(HttpStatusCode.Created);
        Assert.That(await Host.Database.Read(connection => connection.ExecuteScalarAsync<long>("select count(*) from idempotency_record where idempotency_key = @key", new { key })), Is.Zero);
    }

    private Task<Answer> Make(object request) => _admin.Post(Given.Path("keys"), request);
}
