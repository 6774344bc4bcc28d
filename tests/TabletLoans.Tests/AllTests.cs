using TabletLoans.Tests.Support;

namespace TabletLoans.Tests;

/// <summary>After the last test.</summary>
[SetUpFixture]
public sealed class AllTests
{
    [OneTimeTearDown]
    public Task StopServices() => Service.DisposeIdle();
}
