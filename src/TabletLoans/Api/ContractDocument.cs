using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace TabletLoans.Api;

/// <summary>What the document says as a whole.</summary>
internal static class ContractDocument
{
    public static Task Transform(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken stop)
    {
        document.Info = new OpenApiInfo
        {
            Title = "TabletLoans",
            Version = Contract.Document,
            Description = Description,
            License = new OpenApiLicense { Name = "MIT", Url = new Uri("https://opensource.org/license/mit") },
            Contact = new OpenApiContact { Name = "The operator of this service" },
        };
        // The address is the deployer's; the framework would write down whichever one the document was asked at.
        document.Servers = [new OpenApiServer { Url = "/", Description = "This service" }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            ["apiKey"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API key of the organisation: Authorization: Bearer tl_…" },
            ["session"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Cookie, Name = "tabletloans", Description = "The cookie that POST /api/v1/session sets." },
        };
        return Task.CompletedTask;
    }

    private const string Description = """
        Public fleets of tablets and laptops: devices, borrowers, loans, returns.

        Everything is under `/api/v1/organisations/{organisation}`. JSON names are camelCase, codes snake_case, dates `YYYY-MM-DD` (local, 1900 to 2199),
        instants UTC with `Z`, money integer cents, identifiers UUIDv7.

        - **Lists** answer `{"items":[…],"next":"<cursor>"|null}` and `Link: rel="next"`. Unknown parameters are an error.
        - **Errors** are RFC 9457 problems with a stable `code`; `reasons` lists every rule that refused and who may go past it,
          `errors` every value that was refused, with a JSON Pointer.
        - **ETag / If-Match**: single resources carry a version; a PATCH needs it (428 without, 412 stale), a POST honours it.
        - **Idempotency-Key** on any POST: the same key and body get the stored answer (`Idempotency-Replayed: true`), another body 422.
          Stored answers are kept for a day. Answers 2xx and 409 are stored; others are not, and the request may be mended and sent again.
        - **Language**: titles and details follow `Accept-Language` (fr, en).
        """;
}
