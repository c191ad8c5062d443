using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vicinity.Contacts;

namespace Vicinity.Gateway.Contacts;

/// <summary>Beginning, branching, stopping and deleting runs, and people who come to them: for the operator.</summary>
internal static class RunEndpoints
{
    private const int MostAtOnce = 1_000;

    public static void MapRuns(this IEndpointRouteBuilder contacts)
    {
        RouteGroupBuilder changes = contacts.MapGroup("/simulations")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        changes.MapPost("", (NewRun body, RunService service, RunAnswers answers, ContactsOptions options, CancellationToken cancel) => TryAsync(async () =>
        {
            var plan = new RunPlan { People = body.People, Infected = body.Infected, Seed = body.Seed ?? (ulong)Random.Shared.NextInt64(1_000_000), Parameters = ParameterJson.Merge(body.Parameters ?? [], options.Parameters) };
            Run run = await service.BeginAsync(new Run { Name = body.Name ?? "", Plan = plan, TickMs = body.TickMs ?? options.TickMs, Ticks = body.Ticks ?? options.CrowdTicks }, 0, cancel).ConfigureAwait(false);
            return TypedResults.Created((string?)null, answers.Of(run));
        }))
            .WithName("PostSimulation")
            .WithSummary("Begins a run of a crowd; answers when the log has it")
            .WithDescription("people and infected are numbers of people; seed, tickMs and ticks (0: no end) are optional; parameters has the original program's names, those that are left out keep the server's values.")
            .Produces<SimulationAnswer>(StatusCodes.Status201Created);
        changes.MapPost("/branch", (string simulation, NewBranch body, RunService service, RunList runs, RunAnswers answers, CancellationToken cancel) => TryAsync(async () =>
        {
            SimulationParameters? parameters = body.Parameters is { Count: > 0 } given && runs.TryGet(simulation, out Run? other) ? ParameterJson.Merge(given, other.Plan.ParametersAfter(body.Tick)) : null;
            return TypedResults.Created((string?)null, answers.Of(await service.BranchAsync(simulation, body.Tick, parameters, body.Name ?? "", cancel).ConfigureAwait(false)));
        }))
            .WithName("PostBranch")
            .WithSummary("Begins a run that is another one up to a tick and has other parameters from then on")
            .Produces<SimulationAnswer>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status404NotFound);
        changes.MapPost("/people", (string simulation, NewPeople body, RunService service, CancellationToken cancel) => TryAsync(async () =>
        {
            int count = body.Count ?? 1;
            if (count is < 1 or > MostAtOnce) return SimulationAnswer.Wrong($"count {count} is not from 1 to {MostAtOnce}");
            int tick = await service.AddAsync(simulation, [.. Enumerable.Repeat(new Addition(0, body.X, body.Y, body.Infected), count)], cancel).ConfigureAwait(false);
            return TypedResults.Accepted((string?)null, new CameAnswer(count, tick));
        }))
            .WithName("PostPeople")
            .WithSummary("Lets people come to a run that goes on, at a place or at drawn ones")
            .Produces<CameAnswer>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status404NotFound);
        changes.MapPost("/stop", (string simulation, RunService service, CancellationToken cancel) => TryAsync(async () =>
        {
            await service.StopAsync(simulation, cancel).ConfigureAwait(false);
            return TypedResults.NoContent();
        }))
            .WithName("PostStop")
            .WithSummary("Stops a run that goes on in this process")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound);
        changes.MapDelete("", (string simulation, RunService service, CancellationToken cancel) => TryAsync(async () =>
        {
            await service.DeleteAsync(simulation, cancel).ConfigureAwait(false);
            return TypedResults.NoContent();
        }))
            .WithName("DeleteSimulation")
            .WithSummary("Forgets a simulation: what was reported of it up to now is not shown any more")
            .WithDescription("Its reports stay in the log until they are older than RetentionDays.")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> TryAsync(Func<Task<IResult>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (ArgumentException wrong)
        {
            return SimulationAnswer.Wrong(wrong.Message);
        }
        catch (KeyNotFoundException missing)
        {
            return TypedResults.Problem(title: "There is no such run", detail: missing.Message, statusCode: StatusCodes.Status404NotFound);
        }
        catch (Exception conflict) when (conflict is RunLimitException or InvalidOperationException)
        {
            return TypedResults.Problem(title: "This cannot be done now", detail: conflict.Message, statusCode: StatusCodes.Status409Conflict);
        }
        catch (Exception away) when (away is UnconfirmedException or TimeoutException)
        {
            return StorageAway.Result("Runs");
        }
    }
}

/// <summary>A run that is wanted.</summary>
internal sealed record NewRun(string? Name, int People, int Infected, ulong? Seed, int? TickMs, int? Ticks, JsonObject? Parameters);

/// <summary>A branch that is wanted.</summary>
internal sealed record NewBranch(int Tick, string? Name, JsonObject? Parameters);

/// <summary>People who are to come: all at the place, or at drawn ones where none is given.</summary>
internal sealed record NewPeople(int? X, int? Y, bool Infected, int? Count);

/// <summary>How many people came, and after which tick.</summary>
internal sealed record CameAnswer(int Count, int Tick);
