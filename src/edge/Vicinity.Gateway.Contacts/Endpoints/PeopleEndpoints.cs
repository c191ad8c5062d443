using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Vicinity.Contacts;

namespace Vicinity.Gateway.Contacts;

/// <summary>People, their exposures and traces: personal, for the operator.</summary>
internal static class PeopleEndpoints
{
    private const int MostSteps = 100_000;
    private const int MostDepth = 50;

    public static void MapPeople(this IEndpointRouteBuilder contacts)
    {
        contacts.MapGet("/people", IResult (SimulationList simulations, TimeProvider time, HttpContext context, string? simulation, long? since, long? at, string? limit, string? after) =>
        {
            if (!simulations.TryGet(simulation, out SimulationView? view)) return SimulationAnswer.Missing(simulation);
            if (!PageQuery.TryRead(limit, after, out PageQuery? page, out IResult? problem)) return problem;
            if ((at is { } moment ? view.At(moment)?.People : view.People(since ?? -1, time.GetUtcNow().ToUnixTimeMilliseconds())) is not { } people) return TooOld(at!.Value);
            return TypedResults.Ok(page.Of(people, p => p.Id.ToString(), context).Select(PersonAnswer.Of));
        })
        .WithName("GetPeople")
        .WithSummary("The people of a simulation: those heard of since a time, or all as at a moment")
        .WithDescription("simulation: a name (the one that began last of those that go on unless given); since and at in Unix milliseconds. With limit the answer has at most so many people, in the order of their ids; the Link header leads to the next page.")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status404NotFound);
        contacts.MapGet("/people/columns", IResult (SimulationList simulations, string? simulation, long at) =>
            !simulations.TryGet(simulation, out SimulationView? view) ? SimulationAnswer.Missing(simulation)
            : view.ColumnsAt(at) is { } people ? new PeopleLines(people)
            : TooOld(at))
        .WithName("GetPeopleInColumns")
        .WithSummary("All people of a simulation as at a moment, in columns")
        .WithDescription("at in Unix milliseconds. JSON Lines: each line has at most 8192 people as numbers, ids, x, y, looks and ages, as the live hub tells them; a third of the bytes that the same people have as objects.")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status404NotFound);
        contacts.MapGet("/people/{id:guid}/exposures", IResult (SimulationList simulations, Guid id, string? simulation) =>
        {
            if (!simulations.TryGet(simulation, out SimulationView? view)) return SimulationAnswer.Missing(simulation);
            return view.ExposuresOf(id) is { } exposures
                ? TypedResults.Ok(exposures.Select(e => new ExposureAnswer(e.To, e.From, e.Until, Math.Round(e.Closest, 3))))
                : NoPerson(id);
        })
        .WithName("GetExposures")
        .WithSummary("When a person was near infectious people, how long and how near")
        .ProducesProblem(StatusCodes.Status404NotFound);
        contacts.MapGet("/people/{id:guid}/trace", IResult (SimulationList simulations, Guid id, string? simulation, string? direction, int? depth, int? tick) =>
        {
            if (!simulations.TryGet(simulation, out SimulationView? view)) return SimulationAnswer.Missing(simulation);
            if (direction is not (null or "forward" or "backward")) return SimulationAnswer.Wrong("direction is neither forward nor backward");
            if (depth is < 1 or > MostDepth) return SimulationAnswer.Wrong(string.Create(CultureInfo.InvariantCulture, $"depth {depth} is not from 1 to {MostDepth}"));
            return view.TraceOf(id, direction == "backward", depth ?? 3, tick, view.Parameters.Incubation + view.Parameters.InfectedTicks, MostSteps) is { } trace
                ? TypedResults.Ok(new TraceAnswer(trace.Complete, trace.Steps.Select(s => new TraceStepAnswer(s.Person, s.Parent, s.Depth, s.Earliest, s.Latest))))
                : NoPerson(id);
        })
        .WithName("GetTrace")
        .WithSummary("Whom a person can have infected, or by whom it can have been infected, as a tree")
        .WithDescription("direction: forward (unless given) or backward; depth: 1 to 50, 3 unless given; tick: when the person was infected (its first infection, or its first contact, unless given).")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status404NotFound);
    }

    public static void MapPlaces(this IEndpointRouteBuilder contacts) => contacts
        .MapGet("/places", IResult (SimulationList simulations, TimeProvider time, string? simulation, long? at) =>
        {
            if (!simulations.TryGet(simulation, out SimulationView? view)) return SimulationAnswer.Missing(simulation);
            return (at is { } moment ? view.At(moment)?.People : view.People(-1, time.GetUtcNow().ToUnixTimeMilliseconds())) is { } people
                ? TypedResults.Ok(AnonymousPeople.Of(people))
                : TooOld(at!.Value);
        })
        .WithName("GetPlaces")
        .WithSummary("Where people are, without who they are; for the public where PublicPlaces is set")
        .WithDescription($"In the order of the places; ids hold for one answer. Of more than {AnonymousPeople.Most} people nobody is shown.")
        .ProducesProblem(StatusCodes.Status404NotFound);

    private static ProblemHttpResult TooOld(long moment) =>
        TypedResults.Problem(title: "Nothing that old is kept", detail: string.Create(CultureInfo.InvariantCulture, $"the moment {moment} is before the first one that is kept"), statusCode: StatusCodes.Status404NotFound);

    private static ProblemHttpResult NoPerson(Guid id) => TypedResults.Problem(title: "There is no such person", detail: $"nobody with the id {id} has been heard of in this simulation", statusCode: StatusCodes.Status404NotFound);
}

/// <summary>A person. Health is susceptible, exposed, infected, immune or dead.</summary>
internal sealed record PersonAnswer(Guid Id, double X, double Y, string Health, long T, bool Lost, bool DiedInfected, bool Isolated, bool Left)
{
    public static PersonAnswer Of(SeenPerson person) => new(person.Id, person.X, person.Y, MessageJson.Name(person.Health), person.Time, person.Lost, person.DiedInfected, person.Isolated, person.Left);
}

/// <summary>Contact with somebody infectious; times in Unix milliseconds.</summary>
internal sealed record ExposureAnswer(Guid To, long From, long Until, double Closest);

/// <summary>A trace; complete is false where a limit was reached.</summary>
internal sealed record TraceAnswer(bool Complete, IEnumerable<TraceStepAnswer> Steps);

/// <summary>A step of a trace: the person, the index of the step before (-1 for the first), and the ticks between which it can have been infected (forward) or have passed it on (backward).</summary>
internal sealed record TraceStepAnswer(Guid Person, int Parent, int Depth, int Earliest, int Latest);
