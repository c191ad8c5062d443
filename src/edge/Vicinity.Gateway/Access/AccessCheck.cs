using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Vicinity.Gateway;

/// <summary>Holds every request to the rules of its endpoint, whether that is a handler, a group of them, or a live hub.</summary>
public static class AccessCheck
{
    /// <summary>Lets only those use the endpoints whom the rule lets; others are answered 403 with what to do.</summary>
    /// <typeparam name="TRule">The rule, which must be among the services.</typeparam>
    public static void RequireAccess<TRule>(this IEndpointConventionBuilder endpoints)
        where TRule : class, IAccessRule => endpoints.WithMetadata(new AccessRequirement(typeof(TRule)));

    internal static void UseAccessCheck(this IApplicationBuilder app) =>
        app.Use(static (context, next) =>
        {
            foreach (AccessRequirement requirement in context.GetEndpoint()?.Metadata.GetOrderedMetadata<AccessRequirement>() ?? [])
            {
                if (requirement.Refuse(context) is { } refusal)
                    return TypedResults.Problem(title: refusal.Title, detail: refusal.Detail, statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(context);
            }

            return next(context);
        });
}
