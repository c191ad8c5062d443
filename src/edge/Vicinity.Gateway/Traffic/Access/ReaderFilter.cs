using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Vicinity.Traffic;

namespace Vicinity.Gateway;

/// <summary>Lets a request through to an endpoint that hands out positions, or answers 403 with what the reader has to do.</summary>
internal sealed class ReaderFilter(ReaderAccess access) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        access.Refuse(context.HttpContext) is { } reason ? Refusal(reason) : await next(context).ConfigureAwait(false);

    /// <summary>The same for an endpoint that knows no filters, such as a hub.</summary>
    public static void Guard(EndpointBuilder endpoint)
    {
        RequestDelegate? inner = endpoint.RequestDelegate;
        endpoint.RequestDelegate = context =>
            context.RequestServices.GetRequiredService<ReaderAccess>().Refuse(context) is { } reason
                ? Refusal(reason).ExecuteAsync(context)
                : inner?.Invoke(context) ?? Task.CompletedTask;
    }

    private static ProblemHttpResult Refusal(string reason) =>
        TypedResults.Problem(title: Participation.Title, detail: reason, statusCode: StatusCodes.Status403Forbidden);
}
