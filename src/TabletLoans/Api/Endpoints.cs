using System.Reflection;
using TabletLoans.Access;

namespace TabletLoans.Api;

/// <summary>What every endpoint has in common, said once: its name, its permission, and what is checked before its handler runs.</summary>
internal static class Endpoints
{
    /// <summary>An endpoint inside an organisation. The name is the use case, the operationId and the topic of its tests.</summary>
    public static RouteHandlerBuilder Does(this RouteHandlerBuilder endpoint, string useCase, Permission permission) =>
        endpoint.IsOpen(useCase).RequireAuthorization().WithMetadata(new RequirePermission(permission));

    /// <summary>An endpoint that anybody may call.</summary>
    public static RouteHandlerBuilder IsOpen(this RouteHandlerBuilder endpoint, string useCase) =>
        endpoint.WithName(useCase).AddEndpointFilterFactory(OnlyKnownParameters).AddEndpointFilter(OnlyValidRequests);

    private static EndpointFilterDelegate OnlyKnownParameters(EndpointFilterFactoryContext factory, EndpointFilterDelegate next)
    {
        var known = QueryParameters(factory.MethodInfo).ToHashSet(StringComparer.Ordinal);
        return context =>
        {
            foreach (var (name, values) in context.HttpContext.Request.Query)
            {
                if (!known.Contains(name))
                    return ValueTask.FromResult<object?>(Refused(Errors.UnknownParameter.Refuse(("parameter", Shorten(name)), ("known", known.Order(StringComparer.Ordinal).ToList()))));
                if (values.Count > 1 || values.ToString().Any(char.IsControl))
                    return ValueTask.FromResult<object?>(Refused(Errors.MalformedRequest.Refuse(("problem", (Text)($"?{name} : une seule valeur, sans caractère de contrôle.", $"?{name}: one value, without control characters.")))));
            }
            return next(context);
        };
    }

    /// <summary>Names a handler reads from the query: its simple parameters, and the properties of an [AsParameters] record.</summary>
    public static IEnumerable<string> QueryParameters(MethodInfo handler) => handler.GetParameters().SelectMany(parameter =>
        parameter.IsDefined(typeof(AsParametersAttribute))
            ? parameter.ParameterType.GetProperties().Select(property => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(property.Name))
            : IsSimple(parameter.ParameterType) ? [parameter.Name!] : []);

    private static bool IsSimple(Type type) =>
        Nullable.GetUnderlyingType(type) is { } inner ? IsSimple(inner) : type.IsPrimitive || type == typeof(string) || type == typeof(Guid) || type == typeof(DateOnly) || type == typeof(DateTimeOffset);

    private static ValueTask<object?> OnlyValidRequests(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        foreach (var argument in context.Arguments)
        {
            if (argument is null || !(argument is PageRequest || argument.GetType().Name is "Request" or "Filter")) continue;
            var errors = Validation.Check(argument);
            if (errors.Count > 0) return ValueTask.FromResult<object?>(Refused(Refusal.Invalid(errors)));
        }
        return next(context);
    }

    private static Returns<object> Refused(Refusal refusal) => (Outcome<object>)refusal;

    private static string Shorten(string text) => text.Length <= 50 ? text : text[..50] + "…";
}
