using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;

namespace Vicinity.Gateway;

/// <summary>What is taken at a path, for answers to requests that ask for it in a wrong way. Thread-safe.</summary>
/// <param name="endpoints">All endpoints of the gateway.</param>
internal sealed class KnownEndpoints(EndpointDataSource endpoints)
{
    /// <summary>Methods that are taken at a path, as the header Allow names them (RFC 9110, 10.2.1); empty when there is nothing.</summary>
    public string MethodsAt(PathString path)
    {
        var methods = new SortedSet<string>(StringComparer.Ordinal);
        foreach (RouteEndpoint endpoint in At(path))
        {
            foreach (string method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [])
            {
                methods.Add(method);
                if (HttpMethods.IsGet(method) && endpoint.Metadata.GetMetadata<ChangesOnGet>() is null) methods.Add(HttpMethods.Head);
            }
        }

        return string.Join(", ", methods);
    }

    /// <summary>Content types that are taken at a path; empty when none is asked for.</summary>
    public string ContentTypesAt(PathString path) =>
        string.Join(" or ", At(path).SelectMany(e => e.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes ?? []).Distinct(StringComparer.OrdinalIgnoreCase));

    private IEnumerable<RouteEndpoint> At(PathString path) => endpoints.Endpoints.OfType<RouteEndpoint>()
        .Where(e => new TemplateMatcher(new RouteTemplate(e.RoutePattern), new RouteValueDictionary(e.RoutePattern.Defaults)).TryMatch(path, []));
}
