using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Vicinity.Contacts;

namespace Vicinity.Gateway.Contacts;

/// <summary>People in columns as JSON Lines, so that a page can take them in part by part.</summary>
/// <param name="people">The people.</param>
internal sealed class PeopleLines(PeopleColumns people) : IResult
{
    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse answer = httpContext.Response;
        answer.ContentType = "application/jsonl";
        foreach (PeopleColumns part in people.InParts(ContactsLivePush.MostPeopleAtOnce))
        {
            await JsonSerializer.SerializeAsync(answer.Body, part, JsonSerializerOptions.Web, httpContext.RequestAborted).ConfigureAwait(false);
            await answer.WriteAsync("\n", httpContext.RequestAborted).ConfigureAwait(false);
        }
    }
}
