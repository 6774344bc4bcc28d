using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace TabletLoans.Api;

/// <summary>Schemas from the same attributes that validation reads, so that the document cannot promise something else.</summary>
internal static class ContractSchemas
{
    /// <summary>A nested record is named with its use case: LendDevice.Request is LendDeviceRequest.</summary>
    public static string? Name(JsonTypeInfo type) => OpenApiOptions.CreateDefaultSchemaReferenceId(type) is { } name && type.Type is { IsNested: true, DeclaringType: { } outer }
        ? outer.Name + name
        : OpenApiOptions.CreateDefaultSchemaReferenceId(type);

    public static Task Transform(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken stop)
    {
        if (context.JsonPropertyInfo?.AttributeProvider is MemberInfo member) Apply(schema, member);
        else if (context.ParameterDescription?.ModelMetadata is Microsoft.AspNetCore.Mvc.ModelBinding.ModelMetadata { ContainerType: { } container, PropertyName: { } property } && container.GetProperty(property) is { } parameter)
            Apply(schema, parameter);
        // The converter of instants is our own, so the framework does not know that it writes a string.
        if (schema.Format == "date-time") schema.Type = context.JsonTypeInfo.Type == typeof(DateTimeOffset?) ? JsonSchemaType.String | JsonSchemaType.Null : JsonSchemaType.String;
        if (context.JsonTypeInfo.Type == typeof(JsonElement)) schema.Type = JsonSchemaType.Object;
        Require(schema, context.JsonTypeInfo.Type);
        if (schema.Type is JsonSchemaType.Object && schema.Properties?.Count > 0) schema.AdditionalPropertiesAllowed = false;
        // The items of an array of texts: Validation allows each as much.
        if (schema is { Type: JsonSchemaType.String, Format: null, Enum: null } && context.JsonPropertyInfo is null) schema.MaxLength ??= Validation.ItemLength;
        if (schema.Type?.HasFlag(JsonSchemaType.Array) == true) schema.MaxItems ??= 1000;
        if (schema.Format is "int32" or "int64") schema.Minimum ??= "0";
        if (schema.Format is "int32") schema.Maximum ??= "2147483647";
        if (schema.Format is "int64") schema.Maximum ??= "9007199254740991";
        return Task.CompletedTask;
    }

    /// <summary>`required` in the code is required in the document, and then not null, even where the property could hold one.</summary>
    private static void Require(OpenApiSchema schema, Type type)
    {
        if (schema.Properties is null || type.Assembly != typeof(ContractSchemas).Assembly) return;
        var required = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.IsDefined(typeof(RequiredMemberAttribute)))
            .Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name)).Where(schema.Properties.ContainsKey).ToHashSet(StringComparer.Ordinal);
        schema.Required = required.Count == 0 ? null : required;
        foreach (var name in required)
            if (schema.Properties[name] is OpenApiSchema { Type: { } kind } property) property.Type = kind & ~JsonSchemaType.Null;
    }

    private static void Apply(OpenApiSchema schema, MemberInfo member)
    {
        foreach (var rule in member.GetCustomAttributes<RuleAttribute>())
        {
            switch (rule)
            {
                case TextAttribute text:
                    schema.MaxLength = text.Max;
                    if (member.IsDefined(typeof(RequiredMemberAttribute))) schema.MinLength = 1;
                    break;
                case OneOfAttribute oneOf:
                    schema.Enum = [.. oneOf.Values.Select(value => (JsonNode)value)];
                    break;
                case BetweenAttribute between:
                    schema.Minimum = between.Min.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture);
                    schema.Maximum = between.Max.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture);
                    break;
                case ItemsAttribute items:
                    schema.MaxItems = items.Max;
                    break;
                case JsonObjectAttribute:
                    schema.Type = JsonSchemaType.Object | JsonSchemaType.Null;
                    schema.AdditionalPropertiesAllowed = true;
                    break;
            }
        }
    }
}
