using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Vicinity.Gateway;

/// <summary>The head of the API's description at <c>/openapi/v1.json</c>.</summary>
internal static class GatewayDescription
{
    public static void Configure(OpenApiOptions options) =>
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Vicinity",
                Version = "v1",
                Description = "Live events about places on a replicated log. Coordinates are WGS 84 degrees, times Unix milliseconds (UTC), distances metres, speeds metres a second. "
                    + "Errors are problem details (RFC 9457).",
                License = new OpenApiLicense { Name = "Apache-2.0", Identifier = "Apache-2.0" },
            };
            // The address differs for each who asks; a relative one is true for all.
            document.Servers = [new OpenApiServer { Url = "/" }];
            return Task.CompletedTask;
        });
}
