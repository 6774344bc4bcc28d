using System.Globalization;

namespace TabletLoans.Api;

/// <summary>An entry of the catalogue, as /errors/{code} explains it.</summary>
internal sealed record ErrorView
{
    [Text(100)] public required string Code { get; init; }
    public required int Status { get; init; }
    [Text(200)] public required string Title { get; init; }
    /// <summary>With the facts of a case in {braces}.</summary>
    [Text(1000)] public required string Detail { get; init; }
    [Items(20)] public required IReadOnlyList<string> OverridableBy { get; init; }

    public static ErrorView From(Error error, CultureInfo culture) => new()
    {
        Code = error.Code, Status = error.Status, Title = error.Title.In(culture), Detail = error.Detail.In(culture), OverridableBy = error.OverridableBy,
    };
}

internal static class ReadErrors
{
    public static void Map(RouteGroupBuilder errors)
    {
        errors.MapGet("", All).IsOpen(nameof(ReadErrors));
        errors.MapGet("{code}", One).IsOpen("ReadError");
    }

    /// <summary>Reads the whole catalogue of errors.</summary>
    internal static Returns<IReadOnlyList<ErrorView>> All() =>
        (Outcome<IReadOnlyList<ErrorView>>)Errors.All.Select(error => ErrorView.From(error, CultureInfo.CurrentUICulture)).ToList();

    /// <summary>Reads what one code means: the address that `type` gives.</summary>
    internal static Returns<ErrorView> One(string code) =>
        Errors.All.FirstOrDefault(error => error.Code == code) is { } known ? (Outcome<ErrorView>)ErrorView.From(known, CultureInfo.CurrentUICulture) : Errors.NotFound.Refuse();
}
