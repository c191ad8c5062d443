using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;

namespace Vicinity.Gateway;

/// <summary>What a request is up to, by its method and its endpoint.</summary>
internal static class RequestMethods
{
    /// <summary>
    /// Whether the request may change something: by its method (RFC 9110, 9.2.1), or because its endpoint writes on GET (<see cref="ChangesOnGet"/>).
    /// Opening a live hub changes nothing, though it begins with a POST.
    /// </summary>
    public static bool IsChange(this HttpContext context) => !context.IsHub() && (!IsSafe(context.Request.Method) || context.ChangesByGet());

    /// <summary>Whether the request is a GET that writes.</summary>
    public static bool ChangesByGet(this HttpContext context) => IsSafe(context.Request.Method) && context.GetEndpoint()?.Metadata.GetMetadata<ChangesOnGet>() is not null;

    /// <summary>Whether the request opens a live hub.</summary>
    public static bool IsHub(this HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<HubMetadata>() is not null;

    private static bool IsSafe(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || HttpMethods.IsTrace(method);
}
