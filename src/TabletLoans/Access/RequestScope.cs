using TabletLoans.Api;
using TabletLoans.Storage;

namespace TabletLoans.Access;

internal static class Schemes
{
    public const string Either = "TabletLoans";
}

/// <summary>What authorization left for the handlers: without a caller there is no Db.</summary>
internal static class RequestScope
{
    public static Caller Caller(IServiceProvider provider) =>
        provider.GetRequiredService<IHttpContextAccessor>().HttpContext?.Features.Get<Caller>()
        ?? throw new InvalidOperationException("no caller: the endpoint asks for data without asking for a permission");

    public static Db Db(IServiceProvider provider)
    {
        var context = provider.GetRequiredService<IHttpContextAccessor>().HttpContext;
        var db = provider.GetRequiredService<Database>().Within(Caller(provider).Scope);
        db.Answer = context!.Features.Get<IdempotentAnswer>();
        return db;
    }
}
