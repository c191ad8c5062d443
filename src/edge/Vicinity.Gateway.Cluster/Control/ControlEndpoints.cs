using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Vicinity.Gateway.Cluster;

/// <summary><c>POST /api/cluster/nodes/{id}/kill|pause|resume|restart</c>: only for nodes that this program started itself as processes of this machine.</summary>
internal static class ControlEndpoints
{
    public static void MapControl(this IEndpointRouteBuilder cluster)
    {
        Map(cluster, "kill", "Ends a node's process at once (SIGKILL)", (control, node, cancel) => control.KillAsync(node, cancel));
        Map(cluster, "pause", "Stops a node's process from running (SIGSTOP), like a machine that hangs", (control, node, cancel) => control.PauseAsync(node, cancel));
        Map(cluster, "resume", "Lets a paused process run again (SIGCONT)", (control, node, cancel) => control.ResumeAsync(node, cancel));
        Map(cluster, "restart", "Ends a node's process if it runs, and starts it again with its data", (control, node, cancel) => control.RestartAsync(node, cancel));
    }

    private static void Map(IEndpointRouteBuilder cluster, string verb, string summary, Func<IClusterControl, int, CancellationToken, Task> act) => cluster
        .MapPost($"/nodes/{{id:int}}/{verb}", async Task<Results<NoContent, ProblemHttpResult>> (int id, ControlledNodes controlled, CancellationToken cancel) =>
        {
            if (controlled.Control is not { } control || !controlled.Has(id))
                return TypedResults.Problem(
                    title: $"Node {id} was not started by this program",
                    detail: "Only nodes that 'vicinity cluster demo' started itself, as processes of this machine, can be killed, paused and restarted here.",
                    statusCode: StatusCodes.Status404NotFound);
            await act(control, id, cancel).ConfigureAwait(false);
            controlled.Changed();
            return TypedResults.NoContent();
        })
        .WithName($"{char.ToUpperInvariant(verb[0])}{verb[1..]}Node")
        .WithSummary(summary)
        .ProducesProblem(StatusCodes.Status404NotFound);
}
