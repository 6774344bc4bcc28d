using Microsoft.OpenApi;

namespace TabletLoans.Api;

/// <summary>The OpenAPI 3.1 document: made from the endpoints and the records themselves, served and written to api-spec/.</summary>
internal static class Contract
{
    public const string Document = "v1";

    public static void AddContract(this IServiceCollection services) => services.AddOpenApi(Document, options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer(ContractDocument.Transform);
        options.AddOperationTransformer(ContractOperations.Transform);
        options.AddSchemaTransformer(ContractSchemas.Transform);
        options.CreateSchemaReferenceId = ContractSchemas.Name;
    });

    public static void UseContract(this WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json");
        app.UseSwaggerUI(ui =>
        {
            ui.SwaggerEndpoint($"/openapi/{Document}.json", "TabletLoans");
            ui.DocumentTitle = "TabletLoans – API";
            ui.EnablePersistAuthorization();
        });
    }

    /// <summary>A PATCH reads raw JSON, to tell a null from a member that is absent; the document shows what may be sent.</summary>
    public static RouteHandlerBuilder TakesPatchOf<T>(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new PatchBody(typeof(T)));

    /// <summary>A POST that changes one thing: If-Match is honoured where it is given.</summary>
    public static RouteHandlerBuilder HonoursIfMatch(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new OptionalIfMatch());

    /// <summary>A POST that writes nothing: there is no answer to keep.</summary>
    public static RouteHandlerBuilder WritesNothing(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new NoWrite());

    /// <summary>A problem beyond those that every operation may answer.</summary>
    public static RouteHandlerBuilder MayAnswer(this RouteHandlerBuilder endpoint, int status) => endpoint.WithMetadata(new OtherProblem(status));

    internal sealed record OptionalIfMatch;

    internal sealed record NoWrite;

    internal sealed record OtherProblem(int Status);

    internal sealed record PatchBody(Type Type);

    public const string Csv = "text/csv";

    /// <summary>The body is a CSV file, with a limit of its own: more megabytes are answered 413.</summary>
    public static RouteHandlerBuilder TakesCsv(this RouteHandlerBuilder endpoint, int megabytes) => endpoint.WithMetadata(new CsvBody(megabytes * 1024L * 1024));

    // Routing reads the limit from the interface, before anything reads the body.
    internal sealed record CsvBody(long MaxRequestBodySize) : IBodySize;
}
