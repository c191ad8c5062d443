using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;

namespace Vicinity.Gateway;

/// <summary>Lets the operator through, and answers everybody else with 403: addresses and failures of nodes are nobody else's business.</summary>
internal sealed class OperatorFilter(OperatorAccess access) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        access.IsOperator(context.HttpContext) ? await next(context).ConfigureAwait(false) : Refusal();

    /// <summary>The same for an endpoint that knows no filters, such as a hub.</summary>
    public static void Guard(EndpointBuilder endpoint)
    {
        RequestDelegate? inner = endpoint.RequestDelegate;
        endpoint.RequestDelegate = context =>
            context.RequestServices.GetRequiredService<OperatorAccess>().IsOperator(context)
                ? inner?.Invoke(context) ?? Task.CompletedTask
                : Refusal().ExecuteAsync(context);
    }

    private static ProblemHttpResult Refusal() => TypedResults.Problem(
        title: "The cluster is shown to its operator",
        detail: "Open the page on the machine that runs it, or once with the operator's key: http://HOST:PORT/?key=KEY. In a terminal: vicinity cluster status",
        statusCode: StatusCodes.Status403Forbidden);
}
