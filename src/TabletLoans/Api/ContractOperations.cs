using System.Text.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using TabletLoans.Access;

namespace TabletLoans.Api;

/// <summary>What every operation says: who may, which headers, which problems.</summary>
internal static class ContractOperations
{
    public static async Task Transform(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken stop)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var requirement = metadata.OfType<RequirePermission>().SingleOrDefault();
        var method = context.Description.HttpMethod ?? "GET";
        operation.Responses ??= [];
        if (requirement is not null)
        {
            operation.Description = $"{operation.Description} Permission: `{requirement.Permission.Code()}` ({string.Join(", ", Roles.With(requirement.Permission))}).".TrimStart();
            operation.Security = [Need("apiKey", context.Document), Need("session", context.Document)];
            // No handler reads it, authorization does: so the framework leaves it out, and no client could be made from the document.
            operation.Parameters ??= [];
            operation.Parameters.Insert(0, new OpenApiParameter { Name = RequirePermission.RouteValue, In = ParameterLocation.Path, Required = true, Description = "The organisation's slug.", Schema = new OpenApiSchema { Type = JsonSchemaType.String } });
        }
        var problem = await context.GetOrCreateSchemaAsync(typeof(Problem), null, stop);
        context.Document?.AddComponent("Problem", problem);
        foreach (var status in Problems(method, requirement is not null, operation, metadata))
            operation.Responses[status] = ProblemResponse(status, context.Document);
        if (metadata.OfType<Contract.PatchBody>().SingleOrDefault() is { } patch)
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Description = "JSON Merge Patch (RFC 7396): only the members that change; null removes.",
                Content = new Dictionary<string, OpenApiMediaType> { [MergePatch.ContentType] = new() { Schema = Optional(await context.GetOrCreateSchemaAsync(patch.Type, null, stop)) } },
            };
            Header(operation, "If-Match", "The ETag of the version that is changed.", required: true, 64);
        }
        if (metadata.OfType<Contract.CsvBody>().SingleOrDefault() is { } file)
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Description = $"A CSV file of at most {file.MaxRequestBodySize >> 20} MB: `;`, `,` or tab, UTF-8, Windows-1252 or ISO-8859-15, with a header.",
                Content = new Dictionary<string, OpenApiMediaType> { [Contract.Csv] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = (int)file.MaxRequestBodySize } } },
            };
        }
        if (metadata.OfType<Contract.OptionalIfMatch>().Any()) Header(operation, "If-Match", "The ETag of the version that is changed; 412 when it is no longer the present one.", required: false, 64);
        if (method == "POST" && requirement is not null && !metadata.OfType<Contract.NoWrite>().Any())
            Header(operation, "Idempotency-Key", "1 to 255 visible ASCII characters: the same request sent again gets the same answer.", required: false, 255);
        var responses = new OpenApiResponses();
        foreach (var (status, response) in operation.Responses.OrderBy(response => response.Key, StringComparer.Ordinal)) responses[status] = response;
        operation.Responses = responses;
        foreach (var (status, response) in operation.Responses) Headers((OpenApiResponse)response, status, metadata.OfType<SuccessStatus>().SingleOrDefault());
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>()) Describe(parameter);
    }

    private static IEnumerable<string> Problems(string method, bool scoped, OpenApiOperation operation, IList<object> metadata)
    {
        yield return "400";
        if (scoped) foreach (var status in (string[])["401", "403", "404"]) yield return status;
        else if (operation.Parameters?.Any(parameter => parameter.In == ParameterLocation.Path) == true) yield return "404";
        if (operation.RequestBody is not null || metadata.OfType<Contract.PatchBody>().Any()) foreach (var status in (string[])["413", "415", "422"]) yield return status;
        else if (operation.Parameters?.Any(parameter => parameter.In == ParameterLocation.Query) == true) yield return "422";
        if (scoped && method is not ("GET" or "HEAD") && !metadata.OfType<Contract.NoWrite>().Any()) yield return "409";
        if (method == "PATCH") yield return "428";
        if (method == "PATCH" || metadata.OfType<Contract.OptionalIfMatch>().Any()) yield return "412";
        foreach (var other in metadata.OfType<Contract.OtherProblem>()) yield return other.Status.ToString(System.Globalization.CultureInfo.InvariantCulture);
        yield return "429";
        yield return "500";
    }

    private static OpenApiResponse ProblemResponse(string status, OpenApiDocument? document) => new()
    {
        Description = Meanings[status],
        Content = new Dictionary<string, OpenApiMediaType> { ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference("Problem", document) } },
    };

    private static readonly Dictionary<string, string> Meanings = new(StringComparer.Ordinal)
    {
        ["400"] = "Malformed: the JSON, a parameter or a header cannot be read, or a parameter does not exist.",
        ["401"] = "No valid API key or session.",
        ["403"] = "A member of the organisation whose role does not have the permission.",
        ["404"] = "Nothing there, or nothing that the caller may see; also for who is not a member of the organisation.",
        ["409"] = "A rule refuses: `code` is the first, `reasons` has all of them and who may go past each.",
        ["412"] = "If-Match names a version that is no longer the present one.",
        ["413"] = "The body is too large.",
        ["415"] = "The content type is not accepted here.",
        ["422"] = "Values cannot be accepted: `errors` points at each. Or the Idempotency-Key served another request.",
        ["428"] = "If-Match is required.",
        ["429"] = "Too many requests: wait for Retry-After.",
        ["503"] = "The database does not answer, or has not every migration.",
        ["500"] = "A fault of the service; quote `traceId`.",
    };

    private static void Headers(OpenApiResponse response, string status, SuccessStatus? success)
    {
        response.Headers ??= new Dictionary<string, IOpenApiHeader>();
        if (status == "429") response.Headers["Retry-After"] = new OpenApiHeader { Description = "Seconds to wait.", Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = "3600", Format = "int32" } };
        if (success is null || status[0] != '2') return;
        if (typeof(IResource).IsAssignableFrom(success.Body)) response.Headers["ETag"] = Text("The version of the resource, in quotes.", 64);
        if (status == "201") response.Headers["Location"] = Text("The address of what was created.", 500);
        if (!success.Body.IsGenericType || success.Body.GetGenericTypeDefinition() != typeof(Page<>)) return;
        response.Headers["Link"] = Text("The next page: <…>; rel=\"next\".", 2000);
        response.Content?.Add(Contract.Csv, new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = int.MaxValue } });
    }

    private static OpenApiHeader Text(string description, int max) => new() { Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = max } };

    private static void Header(OpenApiOperation operation, string name, string description, bool required, int max)
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter { Name = name, In = ParameterLocation.Header, Required = required, Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = max } });
    }

    private static void Describe(OpenApiParameter parameter)
    {
        if (parameter is { In: ParameterLocation.Query, Name: { } property }) parameter.Name = JsonNamingPolicy.CamelCase.ConvertName(property);
        if (parameter.In == ParameterLocation.Path) parameter.Description ??= "Its identifier.";
        if (parameter.Name is "cursor") parameter.Description ??= "The `next` of the page before.";
        if (parameter.Name is "limit") parameter.Description ??= "Items a page, 50 when absent.";
        if (parameter.Schema is OpenApiSchema { Type: JsonSchemaType.String, MaxLength: null, Format: null } schema) schema.MaxLength = 100;
    }

    private static IOpenApiSchema Optional(IOpenApiSchema schema)
    {
        if (schema is OpenApiSchema plain) plain.Required = null;
        return schema;
    }

    private static OpenApiSecurityRequirement Need(string scheme, OpenApiDocument? document) => new() { [new OpenApiSecuritySchemeReference(scheme, document)] = [] };
}
