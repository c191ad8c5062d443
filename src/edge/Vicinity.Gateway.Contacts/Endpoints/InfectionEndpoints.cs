using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vicinity.Contacts;

namespace Vicinity.Gateway.Contacts;

/// <summary><c>GET /api/contacts/infections</c>: who infected whom, for the operator.</summary>
internal static class InfectionEndpoints
{
    private const int Usual = 10_000;
    private const int Most = 100_000;

    public static void MapInfections(this IEndpointRouteBuilder contacts) => contacts
        .MapGet("/infections", IResult (SimulationList simulations, HttpContext context, string? simulation, int? after, int? limit) =>
        {
            if (!simulations.TryGet(simulation, out SimulationView? view)) return SimulationAnswer.Missing(simulation);
            if (limit is < 1 or > Most) return SimulationAnswer.Wrong(string.Create(CultureInfo.InvariantCulture, $"limit {limit} is not from 1 to {Most}"));
            if (after < 0) return SimulationAnswer.Wrong(string.Create(CultureInfo.InvariantCulture, $"after {after} is negative: it is a number of infections to leave out"));
            int first = after ?? 0;
            var (infections, all) = view.Infections(first, limit ?? Usual);
            if (first + infections.Count < all)
                context.Response.Headers.Link = string.Create(
                    CultureInfo.InvariantCulture, $"</api/contacts/infections?simulation={Uri.EscapeDataString(view.Name)}&limit={limit ?? Usual}&after={first + infections.Count}>; rel=\"next\"");
            return TypedResults.Ok(infections.Select(i => new InfectionAnswer(i.Person, i.Source, i.Tick, i.Time, Math.Round(i.Distance, 3))));
        })
        .WithName("GetInfections")
        .WithSummary("Who infected whom, by tick")
        .WithDescription("limit: most infections, 10000 unless given, at most 100000; after: how many to leave out. The Link header leads to the next page.")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status404NotFound);
}

/// <summary>An infection; source is null where the person was infected from the start, or nobody knows by whom. T is in Unix milliseconds.</summary>
internal sealed record InfectionAnswer(Guid Person, Guid? Source, int Tick, long T, double Distance);
