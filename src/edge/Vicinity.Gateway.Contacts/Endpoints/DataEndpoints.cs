using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vicinity.Contacts;

namespace Vicinity.Gateway.Contacts;

/// <summary><c>GET /data</c> in the original program's shape: <c>{"result": [snapshot, …]}</c>, each snapshot a map of people by uuid. Bounded.</summary>
internal static class DataEndpoints
{
    private const int UsualSnapshots = 100;
    private const int MostSnapshots = 1_000;
    private const int MostPeople = 200_000;

    public static void MapData(this IEndpointRouteBuilder endpoints) => endpoints
        .MapGet("/data", IResult (SimulationList simulations, string? simulation, int? snapshots) =>
        {
            if (snapshots is < 1 or > MostSnapshots) return SimulationAnswer.Wrong($"snapshots {snapshots} is not from 1 to {MostSnapshots}");
            if (!simulations.TryGet(simulation, out SimulationView? view)) return simulation is null ? TypedResults.Ok(new DataAnswer([])) : SimulationAnswer.Missing(simulation);
            var result = new List<IReadOnlyDictionary<Guid, DataPerson>>();
            int people = 0;
            foreach (TimelinePoint point in view.Timeline(view.Range?.From ?? 0, long.MaxValue, Math.Max(2, snapshots ?? UsualSnapshots)))
            {
                if (people > MostPeople || view.At(point.Time) is not { } moment) continue;
                people += moment.People.Count;
                result.Add(moment.People.ToDictionary(p => p.Id, DataPerson.Of));
            }
            return TypedResults.Ok(new DataAnswer(result));
        })
        .WithName("GetData")
        .WithSummary("Snapshots of a simulation over time, as the original contact-tracing program answers them")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status404NotFound);
}

/// <summary>The snapshots, oldest first.</summary>
internal sealed record DataAnswer(IReadOnlyList<IReadOnlyDictionary<Guid, DataPerson>> Result);

/// <summary>A person of a snapshot.</summary>
internal sealed record DataPerson(double[] Position, DateTimeOffset Timestamp, bool Infected, bool Alive)
{
    public static DataPerson Of(SeenPerson person) => new(
        [person.X, person.Y], DateTimeOffset.FromUnixTimeMilliseconds(person.Time), person.Health == Health.Infected || person.DiedInfected, person.Health != Health.Dead);
}
