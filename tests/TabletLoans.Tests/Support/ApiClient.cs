using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace TabletLoans.Tests.Support;

/// <summary>Calls the API as an integrator does: JSON over HTTP with a key, and nothing else.</summary>
internal sealed class ApiClient : IDisposable
{
    private readonly HttpClient _http;

    public ApiClient(Uri address, string? key, string language)
    {
        _http = new HttpClient(new SocketsHttpHandler { UseCookies = true, AllowAutoRedirect = false }) { BaseAddress = address };
        if (key is not null) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        _http.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);
    }

    public Task<Answer> Get(string path) => Send(HttpMethod.Get, path, null);

    public Task<Answer> Post(string path, object? body = null, params (string Name, string Value)[] headers) => Send(HttpMethod.Post, path, Json(body), headers);

    public Task<Answer> Put(string path, object body) => Send(HttpMethod.Put, path, Json(body));

    public Task<Answer> Patch(string path, object body, string? ifMatch) =>
        Send(HttpMethod.Patch, path, Json(body, "application/merge-patch+json"), ifMatch is null ? [] : [("If-Match", ifMatch)]);

    public Task<Answer> PostText(string path, string text, string contentType, params (string Name, string Value)[] headers) =>
        PostBytes(path, Encoding.UTF8.GetBytes(text), contentType, headers);

    public Task<Answer> PostBytes(string path, byte[] bytes, string contentType, params (string Name, string Value)[] headers)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        return Send(HttpMethod.Post, path, content, headers);
    }

    public async Task<Answer> Send(HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new Answer(response.StatusCode, text, response.Content.Headers.ContentType?.MediaType, response.Headers.ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase));
    }

    public void Dispose() => _http.Dispose();

    private static StringContent Json(object? body, string contentType = "application/json") =>
        new(body is string raw ? raw : JsonSerializer.Serialize(body ?? new { }, JsonSerializerOptions.Web), Encoding.UTF8, contentType);
}

/// <summary>What came back.</summary>
internal sealed record Answer(HttpStatusCode Status, string Text, string? ContentType, IReadOnlyDictionary<string, string> Headers)
{
    private JsonElement? _json;

    public JsonElement Json => _json ??= JsonDocument.Parse(Text).RootElement;

    public JsonElement this[string name] => Json.GetProperty(name);

    public Guid Id => this["id"].GetGuid();

    /// <summary>The problem's stable code.</summary>
    public string Code => this["code"].GetString()!;

    public IEnumerable<string?> Reasons => this["reasons"].EnumerateArray().Select(reason => reason.GetProperty("code").GetString());

    /// <summary>The codes of the values refused, by pointer.</summary>
    public IReadOnlyDictionary<string, string> Errors => this["errors"].EnumerateArray()
        .DistinctBy(error => error.GetProperty("pointer").GetString()).ToDictionary(error => error.GetProperty("pointer").GetString()!, error => error.GetProperty("code").GetString()!, StringComparer.Ordinal);

    public IReadOnlyList<JsonElement> Items => [.. this["items"].EnumerateArray()];

    /// <summary>This answer, which must have had the status: else the test fails with the whole body.</summary>
    public Answer Must(HttpStatusCode expected)
    {
        Assert.That(Status, Is.EqualTo(expected), Text);
        return this;
    }
}
