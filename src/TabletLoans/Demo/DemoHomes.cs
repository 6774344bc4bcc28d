using TabletLoans.Schools;

namespace TabletLoans.Demo;

/// <summary>The school that each tablet of the plan is bought for: in proportion to the pupils, and each delivery serves all.</summary>
internal sealed class DemoHomes
{
    public const int Colleges = 500;
    public const int Ecoles = 1_000;

    /// <summary>The écoles that wait for their last tablets, and how many each.</summary>
    public const int LateSchools = 8;
    public const int LateEach = 10;

    private readonly Queue<School> _colleges;
    private readonly Queue<School> _ecoles;
    private readonly Queue<School> _late;

    public DemoHomes(IReadOnlyList<School> schools)
    {
        _colleges = new(Shares([.. schools.Where(school => school.Kind == "college")], Colleges));
        var shares = Shares([.. schools.Where(school => school.Kind == "ecole")], Ecoles).ToList();
        // The largest: they have some already, and can wait for the rest.
        var late = shares.CountBy(school => school).OrderByDescending(share => share.Value).Take(LateSchools).Select(share => share.Key).ToList();
        _late = new(late.SelectMany(school => Enumerable.Repeat(school, LateEach)));
        foreach (var school in _late) shares.RemoveAt(shares.LastIndexOf(school));
        _ecoles = new(shares);
    }

    /// <summary>The next in turn; null for what is bought for no school.</summary>
    public School? Next(DemoLot lot) => lot switch
    {
        DemoLot.Colleges => _colleges.Dequeue(),
        DemoLot.Ecoles => _ecoles.Dequeue(),
        DemoLot.Late => _late.Dequeue(),
        _ => null,
    };

    /// <summary>A school for each of so many devices; the schools take turns.</summary>
    private static IEnumerable<School> Shares(List<School> schools, int count)
    {
        var pupils = schools.Sum(school => school.Pupils!.Value);
        var given = new int[schools.Count];
        for (var i = 1; i <= count; i++)
        {
            // To whom is owed most.
            var next = Enumerable.Range(0, schools.Count).MaxBy(s => (double)i * schools[s].Pupils!.Value / pupils - given[s]);
            given[next]++;
            yield return schools[next];
        }
    }
}
