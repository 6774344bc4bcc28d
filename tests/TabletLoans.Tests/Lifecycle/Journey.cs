using System.Net;
using TabletLoans.Lifecycle;
using TabletLoans.Tests.Support;

namespace TabletLoans.Tests.Lifecycle;

/// <summary>Brings devices into any state by legal moves, the shortest way that the table offers.</summary>
internal sealed class Journey(Given given, Guid school, Guid model)
{
    public static async Task<Journey> In(Given given) => new(given, (await given.School()).Id, (await given.Model()).Id);

    public Guid School => school;

    /// <summary>A new device in that state.</summary>
    public async Task<Guid> DeviceIn(State state)
    {
        var device = await given.Device(model);
        await Lead(device.Id, DeviceStates.Received, state);
        return device.Id;
    }

    /// <summary>A device in that state after a loan that has ended, and the loan; null where the table leads from no return to it.</summary>
    public async Task<(Guid Device, Guid Loan)?> DeviceAfterLoan(State state)
    {
        if (Path(DeviceStates.Returned, state) is null) return null;
        var device = await DeviceIn(DeviceStates.InStock);
        var loan = await Lend(device);
        await Make(device, DeviceLifecycle.Row("return"));
        await Lead(device, DeviceStates.Returned, state);
        return (device, loan.Id);
    }

    public async Task<Answer> Lend(Guid device) => await given.Loan(device, (await given.Pupil(school)).Id);

    private async Task Lead(Guid device, State from, State to)
    {
        var path = Path(from, to);
        Assert.That(path, Is.Not.Null, $"the table leads nowhere from {from} to {to}");
        foreach (var row in path!) await Make(device, row);
        Assert.That((await given.Read($"devices/{device}"))["state"].GetString(), Is.EqualTo(to.Code));
    }

    private async Task Make(Guid device, Transition row)
    {
        if (row.UseCase is null || Bench.Moves.Contains(row.Name)) await given.Move(device, row.Name, new { reason = "test", policeReport = "PV 2026/1", schoolId = school });
        else if (row.Name == "lend") await Lend(device);
        else if (row.Name == "return") (await given.Manager.Post(given.Path("loans/return"), new { device })).Must(HttpStatusCode.OK);
        else throw new InvalidOperationException($"a way through {row.Name}: say here how it is made");
    }

    /// <summary>
    /// Breadth first over the table and what is known of the data on the device: nothing leaves, and nobody else borrows, with
    /// another's data. What ends a loan otherwise than by its return has no part in it.
    /// </summary>
    private static IReadOnlyList<Transition>? Path(State from, State to)
    {
        var start = (from, from == DeviceStates.Received ? "clean" : "user_data");
        var (waiting, seen) = (new Queue<((State State, string Data) At, IReadOnlyList<Transition> Path)>([(start, [])]), new HashSet<(State, string)> { start });
        while (waiting.TryDequeue(out var next))
        {
            var (state, data) = next.At;
            if (state == to) return next.Path;
            foreach (var row in DeviceLifecycle.From(state.Code).Where(row => row.UseCase is null || row.Name is "lend" or "return" || Bench.Moves.Contains(row.Name)))
            {
                if (data != "clean" && (row.NeedsCleanData || row.NeedsSanitization is not null || row.Name == "lend")) continue;
                var reached = (row.To, row.DataState ?? data);
                if (seen.Add(reached)) waiting.Enqueue((reached, [.. next.Path, row]));
            }
        }
        return null;
    }
}
