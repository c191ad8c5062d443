using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Vicinity.Gateway;

/// <summary><c>/api/access</c>: who the asking browser is here, and how it becomes the operator's.</summary>
internal static class AccessEndpoints
{
    public static void MapAccessEndpoints(this IEndpointRouteBuilder endpoints, LoopbackEntrance? entrance)
    {
        endpoints.MapGet("/api/access", (HttpContext context, OperatorAccess access) =>
            {
                bool isOperator = access.IsOperator(context);
                return Answer(context, new AccessAnswer(isOperator, isOperator ? access.PageToken : null, isOperator ? null : entrance?.Offer(context)));
            })
            .WithName("GetAccess").WithTags("Operating").WithSummary("Whether the request is the operator's, and the token that the operator's page sends with every change");
        endpoints.MapPost("/api/access", Results<Ok<AccessAnswer>, ProblemHttpResult> (OperatorKey body, HttpContext context, OperatorAccess access) =>
            {
                if (!access.IsKey(body.Key))
                    return TypedResults.Problem(
                        title: "This is not the operator's key", detail: "The key is printed when the server starts and kept in operator.key in its data folder.", statusCode: StatusCodes.Status403Forbidden);
                access.Admit(context);
                return Answer(context, new AccessAnswer(true, access.PageToken, null));
            })
            .WithName("PostAccess").WithTags("Operating").WithSummary("Gives a browser that brings the operator's key the operator's cookie")
            .ProducesProblem(StatusCodes.Status403Forbidden);
    }

    private static Ok<AccessAnswer> Answer(HttpContext context, AccessAnswer answer)
    {
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(answer);
    }
}

/// <summary>What <c>/api/access</c> answers.</summary>
/// <param name="Operator">Whether the request is the operator's.</param>
/// <param name="Token">What the operator's page sends with every change; null for others.</param>
/// <param name="Loopback">Where a browser of this machine becomes the operator's without the key; null where that is not offered.</param>
internal sealed record AccessAnswer(bool Operator, string? Token, LoopbackOffer? Loopback);

/// <summary>What <c>POST /api/access</c> takes.</summary>
/// <param name="Key">The operator's key.</param>
internal sealed record OperatorKey(string? Key);
