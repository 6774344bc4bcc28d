using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using TabletLoans.Storage;

namespace TabletLoans.Tests.Support;

/// <summary>The real service on a loopback port, with a clock that tests can move and a log that they can read.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private TestHost(WebApplication app, TestClock clock, TestLog log) => (App, Clock, Log) = (app, clock, log);

    public WebApplication App { get; }

    public TestClock Clock { get; }

    public TestLog Log { get; }

    public Database Database => App.Services.GetRequiredService<Database>();

    public Uri Address => new(App.Urls.First());

    public static async Task<TestHost> Start(string connectionString, params (string Key, string Value)[] settings)
    {
        var (clock, log) = (new TestClock(), new TestLog());
        var app = TabletLoansApp.Build(new ServeOptions(connectionString, "http://127.0.0.1:0"), builder =>
        {
            builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
            builder.Logging.ClearProviders().AddProvider(log);
        }, settings.Length > 0 ? settings : [("RateLimit:PerSecond", "0")]);
        await Migrator.Migrate(app.Services.GetRequiredService<Database>());
        await app.StartAsync();
        return new TestHost(app, clock, log);
    }

    /// <summary>A client that presents this key; without one, nobody in particular.</summary>
    public ApiClient Client(string? key = null, string language = "en") => new(Address, key, language);

    /// <summary>The time of day again, and nothing said yet.</summary>
    public void Forget()
    {
        Clock.Reset();
        Log.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
    }
}

/// <summary>Everything that the service logged, as an operator would read it.</summary>
internal sealed class TestLog : ILoggerProvider, ILogger
{
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines) return [.. _lines];
        }
    }

    public void Clear()
    {
        lock (_lines) _lines.Clear();
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_lines) _lines.Add($"{logLevel}: {formatter(state, exception)} {exception}");
    }

    public void Dispose() { }
}
