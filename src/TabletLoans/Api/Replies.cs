using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Metadata;

namespace TabletLoans.Api;

/// <summary>Something with an address and a version of its own.</summary>
internal interface IResource
{
    /// <summary>The collection's name in the address: `devices`.</summary>
    static abstract string Collection { get; }
    Guid Id { get; }
    long Version { get; }
}

/// <summary>The status of an endpoint's success, for the stored answer of an Idempotency-Key and for OpenAPI.</summary>
internal sealed record SuccessStatus(int Status, Type Body);

/// <summary>200 with the value, or the problem.</summary>
internal sealed class Returns<T>(Outcome<T> outcome) : IResult, IEndpointMetadataProvider
{
    public static implicit operator Returns<T>(Outcome<T> outcome) => new(outcome);

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Reply.Describe<T>(builder, StatusCodes.Status200OK);

    public Task ExecuteAsync(HttpContext httpContext) => Reply.Write(httpContext, outcome, StatusCodes.Status200OK);
}

/// <summary>201 with the value, its Location and its ETag, or the problem.</summary>
internal sealed class Creates<T>(Outcome<T> outcome) : IResult, IEndpointMetadataProvider
{
    public static implicit operator Creates<T>(Outcome<T> outcome) => new(outcome);

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Reply.Describe<T>(builder, StatusCodes.Status201Created);

    public Task ExecuteAsync(HttpContext httpContext) => Reply.Write(httpContext, outcome, StatusCodes.Status201Created);
}

/// <summary>An answer as it goes out, and as it is kept for a repeated request.</summary>
internal sealed record Reply(int Status, string? Location, string? ETag, byte[] Body)
{
    public static void Describe<T>(EndpointBuilder builder, int status)
    {
        builder.Metadata.Add(new SuccessStatus(status, typeof(T)));
        builder.Metadata.Add(new ProducesResponseTypeMetadata(status, typeof(T), ["application/json"]));
    }

    public static Reply From(object value, int status, HttpContext context)
    {
        var resource = value as IResource;
        return new Reply(
            status,
            resource is not null && status == StatusCodes.Status201Created ? Address(resource, context) : null,
            resource is null ? null : $"\"{resource.Version.ToString(CultureInfo.InvariantCulture)}\"",
            JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), Json.Options));
    }

    public static Task Write<T>(HttpContext context, Outcome<T> outcome, int status) =>
        outcome.Refusal is { } refusal ? Problem.Write(context, refusal) : From(outcome.Value!, status, context).Write(context);

    public async Task Write(HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = Status;
        if (Location is not null) response.Headers.Location = Location;
        if (ETag is not null) response.Headers.ETag = ETag;
        response.ContentType = Status < 400 ? "application/json" : "application/problem+json";
        response.ContentLength = Body.Length;
        if (!HttpMethods.IsHead(context.Request.Method)) await response.Body.WriteAsync(Body, context.RequestAborted);
    }

    private static string Address(IResource resource, HttpContext context)
    {
        var collection = (string)resource.GetType().GetProperty(nameof(IResource.Collection), BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;
        return $"/api/v1/organisations/{context.Request.RouteValues["organisation"]}/{collection}/{resource.Id:D}";
    }
}
