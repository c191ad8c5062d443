using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Vicinity.Contacts;

namespace Vicinity.Gateway.Contacts;

/// <summary>Simulations, curves over time and statistics: figures without persons, for everybody.</summary>
internal static class SimulationEndpoints
{
    private const int UsualSimulations = 200;
    private const int MostSimulations = 1_000;
    private const int UsualPoints = 500;
    private const int MostPoints = 10_000;

    public static void MapSimulations(this IEndpointRouteBuilder contacts)
    {
        contacts.MapGet("/simulations", IResult (RunAnswers answers, int? limit, int? after) =>
        {
            if (limit is < 1 or > MostSimulations) return SimulationAnswer.Wrong($"limit {limit} is not from 1 to {MostSimulations}");
            if (after is < 0) return SimulationAnswer.Wrong($"after {after} is not from 0");
            return TypedResults.Ok(answers.All(after ?? 0, limit ?? UsualSimulations));
        })
            .WithName("GetSimulations")
            .WithSummary("The simulations, those that go on first, with what decides them and how many people are in each state")
            .WithDescription("limit: most of them, 200 unless given; after: how many to leave out. Of a plan's changes of parameters the last 20 are listed.")
            .Produces<IEnumerable<SimulationAnswer>>()
            .ProducesProblem(StatusCodes.Status400BadRequest);
        contacts.MapGet("/parameters", () => TypedResults.Ok(ParameterAnswer.All))
            .WithName("GetContactsParameters")
            .WithSummary("The parameters of a simulation: what they are, their bounds and defaults");
        contacts.MapGet("/timeline", IResult (SimulationList simulations, string? simulation, long? from, long? to, int? points) =>
        {
            if (!simulations.TryGet(simulation, out SimulationView? view)) return SimulationAnswer.Missing(simulation);
            if (points is < 2 or > MostPoints) return SimulationAnswer.Wrong($"points {points} is not from 2 to {MostPoints}");
            return TypedResults.Ok(view.Timeline(from ?? 0, to ?? long.MaxValue, points ?? UsualPoints).Select(p => CountsAnswer.Of(p.Time, p.Counts)));
        })
        .WithName("GetContactsTimeline")
        .WithSummary("How many people were in each state over time")
        .WithDescription("simulation: a name (the one heard of last unless given); from and to in Unix milliseconds; points: most points of the curves, 500 unless given.")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status404NotFound);
        contacts.MapGet("/statistics", IResult (SimulationList simulations, string? simulation, int? window) =>
        {
            if (!simulations.TryGet(simulation, out SimulationView? view)) return SimulationAnswer.Missing(simulation);
            if (window is < 1 or > 1_000_000) return SimulationAnswer.Wrong($"window {window} is not from 1 to 1000000 ticks");
            return TypedResults.Ok(view.Read((meetings, infections, _) => StatisticsAnswer.Of(meetings, infections, window ?? 10, view.FirstTick)));
        })
        .WithName("GetContactsStatistics")
        .WithSummary("Reproduction number over time, and how contacts and secondary cases are distributed")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status404NotFound);
    }
}

/// <summary>A simulation and how it stands.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Began">When it began, in Unix milliseconds.</param>
/// <param name="From">The first moment that can be shown, in Unix milliseconds; null where nothing is kept.</param>
/// <param name="To">The last one.</param>
/// <param name="Counts">How many people are in each state.</param>
/// <param name="Field">The field that they are on.</param>
/// <param name="State">running, ended or stopped; plan.kind says whether these are a crowd, devices or recorded people.</param>
/// <param name="Plan">What decides it; null where that is not known.</param>
/// <param name="BranchOf">The run that it left, and at which tick; null for a run of its own.</param>
internal sealed record SimulationAnswer(
    string Name, long Began, long? From, long? To, CountsAnswer Counts, FieldAnswer Field, string State, PlanAnswer? Plan, BranchPoint? BranchOf)
{
    public static ProblemHttpResult Missing(string? name) => TypedResults.Problem(
        title: "There is no such simulation",
        detail: name is null ? "nobody has reported yet" : $"no simulation '{(name.Length > 64 ? name[..64] + "…" : name)}' has been heard of; /api/contacts/simulations names those there are",
        statusCode: StatusCodes.Status404NotFound);

    public static ProblemHttpResult Wrong(string reason) => TypedResults.Problem(title: "The request cannot be read", detail: reason, statusCode: StatusCodes.Status400BadRequest);
}

/// <summary>People in each state at a time; the four numbers of the original page are all, infected, dead and deadInfected.</summary>
internal sealed record CountsAnswer(long T, int Tick, int All, int Susceptible, int Exposed, int Infected, int Immune, int Dead, int DeadInfected)
{
    public static CountsAnswer Of(long time, HealthCounts counts) =>
        new(time, counts.Tick, counts.All, counts.Susceptible, counts.Exposed, counts.Infected, counts.Immune, counts.Dead, counts.DeadInfected);
}

/// <summary>Figures over a whole simulation.</summary>
internal sealed record StatisticsAnswer(
    int Meetings, int Infections, IReadOnlyList<ReproductionNumber> Reproduction, IReadOnlyList<int> SecondaryCases, IReadOnlyList<int> Partners)
{
    public static StatisticsAnswer Of(MeetingLog meetings, InfectionLog infections, int window, int zero)
    {
        var partners = new Dictionary<int, HashSet<int>>();
        foreach (Meeting meeting in meetings.All)
        {
            Partner(meeting.One, meeting.Other);
            Partner(meeting.Other, meeting.One);
        }
        void Partner(int person, int other)
        {
            if (!partners.TryGetValue(person, out HashSet<int>? met)) partners[person] = met = [];
            met.Add(other);
        }
        return new StatisticsAnswer(
            meetings.Count,
            infections.All.Count,
            ReproductionNumber.Over(infections, window, zero),
            Distribution.Of(Enumerable.Range(0, infections.All.Count).Select(infections.SecondaryCases)),
            Distribution.Of(partners.Values.Select(p => p.Count)));
    }
}
