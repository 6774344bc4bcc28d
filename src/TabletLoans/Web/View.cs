using System.Globalization;
using Microsoft.AspNetCore.Components;
using TabletLoans.Access;
using TabletLoans.Api;
using TabletLoans.Wording;

namespace TabletLoans.Web;

/// <summary>What every component of the pages can say: both languages, words for codes, days, numbers and sums as they are written there.</summary>
public abstract class View : ComponentBase
{
    private protected const string Nothing = "–";

    [Inject] internal Visit Visit { get; private set; } = null!;

    private protected CultureInfo Culture => Visit.Culture;

    /// <summary>What the handler of the page gave it to show.</summary>
    private protected TModel Model<TModel>() => (TModel)Visit.Model!;

    protected string T(string fr, string en) => Visit.InEnglish ? en : fr;

    private protected string T(Text text) => text.In(Culture);

    /// <summary>One or several, each with the number: T(Count(2), "{0} prêt", "{0} prêts", …). Zero is singular in French and plural in English.</summary>
    protected string Count(long number, string frOne, string frMany, string enOne, string enMany) =>
        string.Format(Culture, Plural(number, frOne, frMany, enOne, enMany), Number(number));

    /// <summary>One or several, where the number stands beside.</summary>
    protected string Plural(long number, string frOne, string frMany, string enOne, string enMany) =>
        Visit.InEnglish ? (number == 1 ? enOne : enMany) : number is 0 or 1 ? frOne : frMany;

    /// <summary>The word of a code: Word&lt;Grades&gt;(device.Grade).</summary>
    private protected string Word<TCodes>(string? code) where TCodes : ICodes => code is null ? Nothing : T(Words.Of<TCodes>(code));

    /// <summary>Every code of a list with its word, to choose from.</summary>
    private protected IReadOnlyList<Option> Options<TCodes>() where TCodes : ICodes => [.. TCodes.All.Select(code => new Option(code, Word<TCodes>(code)))];

    protected string Number(long? number) => number?.ToString("N0", Culture) ?? Nothing;

    protected string Day(DateOnly? day) => day?.ToString("d", Culture) ?? Nothing;

    /// <summary>An instant, at the local time of the organisation.</summary>
    protected string Moment(DateTimeOffset? instant) =>
        instant is { } at ? TimeZoneInfo.ConvertTime(at, Visit.Caller?.Scope.TimeZone ?? TimeZoneInfo.Utc).ToString("g", Culture) : Nothing;

    protected string Money(long? cents) => cents is { } sum ? T(Euros.Of(sum)) : Nothing;

    protected string To(string path) => Visit.To(path);

    /// <summary>A link to an action, for who may take it.</summary>
    private protected RenderFragment? Button(Permission permission, string path, string text, bool isMain = false) => May(permission)
        ? builder =>
        {
            builder.OpenElement(0, "a");
            builder.AddAttribute(1, "class", isMain ? "btn btn-primary" : "btn btn-outline-secondary");
            builder.AddAttribute(2, "href", To(path));
            builder.AddContent(3, text);
            builder.CloseElement();
        }
        : null;

    private protected bool May(Permission permission) => Visit.May(permission);
}

/// <summary>Something to choose: what is sent, and what is read.</summary>
public sealed record Option(string Value, string Name);
