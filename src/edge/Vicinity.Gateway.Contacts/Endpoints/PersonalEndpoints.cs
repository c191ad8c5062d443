using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Vicinity.Contacts;

namespace Vicinity.Gateway.Contacts;

/// <summary>Export and erasure of one person: personal, for the operator.</summary>
internal static class PersonalEndpoints
{
    public static void MapPersonal(this IEndpointRouteBuilder contacts)
    {
        contacts.MapGet("/people/{id:guid}/export", async Task<IResult> (PersonalRequests requests, Guid id, CancellationToken cancel) =>
        {
            try
            {
                IReadOnlyList<PersonalRecords> places = await requests.ExportAsync(id, cancel).ConfigureAwait(false);
                return places.Count == 0 ? NoPerson(id) : TypedResults.Ok(new PersonalAnswer(id, places));
            }
            catch (PlaceAwayException)
            {
                return TypedResults.Problem(
                    title: "Not all of it can be read now", detail: "A place that may hold something of this person cannot be reached. Ask again later.", statusCode: StatusCodes.Status503ServiceUnavailable);
            }
        })
        .WithName("GetPersonExport")
        .WithSummary("All that is kept of a person, by place: states, contacts, infections")
        .Produces<PersonalAnswer>()
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        contacts.MapDelete("/people/{id:guid}", async Task<IResult> (PersonalRequests requests, Guid id, CancellationToken cancel) =>
        {
            try
            {
                return await requests.EraseAsync(id, cancel).ConfigureAwait(false) switch
                {
                    null => NoPerson(id),
                    { Count: 0 } => TypedResults.NoContent(),
                    _ => TypedResults.Accepted((string?)null, new ErasureAnswer("The log remembers it, and nothing of the person is shown. A place that cannot be reached now deletes what it has when it is back.")),
                };
            }
            catch (UnconfirmedException)
            {
                return StorageAway.Result("Erasures");
            }
            catch (InvalidOperationException full)
            {
                return TypedResults.Problem(title: "No more people can be erased", detail: full.Message, statusCode: StatusCodes.Status409Conflict);
            }
        })
        .WithName("DeletePerson")
        .WithSummary("Erases a person from the views and the database, for good; reports stay in the log until their retention")
        .WithDescription("Answers 204 when every place has done it, and 202 when one does it later, because it cannot be reached now. No report of the id is taken afterwards.")
        .Produces(StatusCodes.Status204NoContent)
        .Produces<ErasureAnswer>(StatusCodes.Status202Accepted)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private static ProblemHttpResult NoPerson(Guid id) => TypedResults.Problem(title: "There is no such person", detail: $"nothing is kept of a person with the id {id}", statusCode: StatusCodes.Status404NotFound);
}

/// <summary>All that is kept of a person, by place.</summary>
internal sealed record PersonalAnswer(Guid Person, IReadOnlyList<PersonalRecords> Places);

/// <summary>What is still to be done.</summary>
internal sealed record ErasureAnswer(string Detail);
