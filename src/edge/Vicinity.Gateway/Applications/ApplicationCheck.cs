using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Vicinity.Gateway;

/// <summary>Answers for applications that could not start.</summary>
internal static class ApplicationCheck
{
    public static void UseApplicationCheck(this IApplicationBuilder app) =>
        app.Use(static (context, next) => context.GetEndpoint()?.Metadata.GetMetadata<Application>() is { IsMissing: true } application
            ? TypedResults.Problem(
                title: $"The application '{application.Status.Name}' is down", detail: "The rest of this server goes on. The operator finds the reason at /readyz and in the server's log.",
                statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(context)
            : next(context));
}
