using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Vicinity.Gateway;

/// <summary>What an endpoint asks of who uses it; <see cref="AccessCheck"/> holds requests to it.</summary>
/// <param name="Rule">The type of the rule, an <see cref="IAccessRule"/> among the services.</param>
internal sealed record AccessRequirement(Type Rule)
{
    /// <summary>The rule's answer to a request.</summary>
    public AccessRefusal? Refuse(HttpContext context) => ((IAccessRule)context.RequestServices.GetRequiredService(Rule)).Refuse(context);
}
