using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vicinity.Contacts;

namespace Vicinity.Gateway.Contacts;

/// <summary><c>GET /api/contacts/export</c>: a simulation as files, for the operator.</summary>
internal static class ExportEndpoints
{
    public static void MapExport(this IEndpointRouteBuilder contacts) => contacts
        .MapGet("/export", IResult (SimulationList simulations, TimeProvider time, string? simulation, string? what, string? format) =>
        {
            if (!simulations.TryGet(simulation, out SimulationView? view)) return SimulationAnswer.Missing(simulation);
            if (!Enum.TryParse(format ?? "csv", ignoreCase: true, out ExportFormat wanted) || int.TryParse(format, out _)) return SimulationAnswer.Wrong("format is neither csv nor jsonl nor geojson");
            ExportTable? table = what switch
            {
                "people" => ExportTable.People(view, time.GetUtcNow().ToUnixTimeMilliseconds()),
                "contacts" => ExportTable.Contacts(view),
                "infections" => ExportTable.Infections(view),
                "timeline" => ExportTable.Timeline(view),
                _ => null,
            };
            if (table is null) return SimulationAnswer.Wrong("what is not people, contacts, infections or timeline");
            if (wanted == ExportFormat.GeoJson && what != "people") return SimulationAnswer.Wrong($"{what} have no places: geojson is for people");
            return new ExportFile(table, wanted, $"{view.Name}-{what}");
        })
        .WithName("GetContactsExport")
        .WithSummary("People, contacts, infections or curves of a simulation as a file: CSV, JSON Lines or GeoJSON")
        .WithDescription("what: people, contacts, infections or timeline; format: csv (unless given), jsonl, or for people geojson, whose coordinates are units of the field. Times are in Unix milliseconds.")
        .Produces(StatusCodes.Status200OK, contentType: "text/csv")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status404NotFound);
}
