using Microsoft.AspNetCore.Components;

namespace TabletLoans.Web.Parts;

/// <summary>What every field has: the name of the property that it fills, its label, and what was typed into it and is wrong with it.</summary>
public abstract class FieldView : View
{
    [Parameter, EditorRequired] public string Name { get; set; } = "";
    [Parameter, EditorRequired] public string Label { get; set; } = "";
    /// <summary>What a person could hesitate about.</summary>
    [Parameter] public string? Help { get; set; }
    [Parameter] public bool IsRequired { get; set; }

    [CascadingParameter] private Fields Fields { get; set; } = Fields.None;

    protected string Id => $"field-{Name}";

    protected string? Value => Fields.Values.GetValueOrDefault(Name);

    protected string? Error => Fields.Errors.GetValueOrDefault(Name);

    protected string? DescribedBy => (Error, Help) is (null, null) ? null : $"{Id}-told";
}
