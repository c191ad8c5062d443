using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Vicinity.Gateway;

/// <summary>
/// Makes a browser of this machine the operator's without the key, for demos. What reaches the page's port proves nothing, since a proxy on this machine forwards it for
/// others. So the page itself connects to a second listener on a loopback port that the system chooses at each start and nobody forwards, with a ticket that only this
/// site's page can read, from an origin that only it has. Thread-safe.
/// </summary>
internal sealed class LoopbackEntrance(OperatorAccess access)
{
    private readonly byte[] _ticket = Encoding.ASCII.GetBytes(OperatorAccess.NewKey());
    private ListenOptions? _entrance;

    /// <summary>Port of the second listener; 0 before the gateway listens.</summary>
    public int Port => _entrance?.IPEndPoint?.Port ?? 0;

    /// <summary>The listener of the page.</summary>
    public ListenOptions? Page { private get; set; }

    /// <summary>Opens the second listener.</summary>
    public void Listen(KestrelServerOptions kestrel, IPAddress address) => kestrel.Listen(address, 0, endpoint =>
    {
        endpoint.Protocols = HttpProtocols.Http1;
        _entrance = endpoint;
    });

    /// <summary>What a page that was asked for on this machine, under a name of this machine and by no proxy that says so, may try; null for others.</summary>
    public LoopbackOffer? Offer(HttpContext context) => IsNear(context) ? new LoopbackOffer(Port, Encoding.ASCII.GetString(_ticket)) : null;

    /// <summary>Answers what comes in by the second listener, and nothing else of the gateway there.</summary>
    public void Use(IApplicationBuilder app) => app.Use((context, next) => context.Connection.LocalPort == Port ? AdmitAsync(context) : next(context));

    private async Task AdmitAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        string origin = request.Headers.Origin.ToString();
        if (!HttpMethods.IsPost(request.Method) || !IsNear(context) || origin != $"http://{request.Host.Host}:{Page!.IPEndPoint!.Port}" || !await BringsTicketAsync(context).ConfigureAwait(false))
        {
            await TypedResults.Problem(
                title: "Only the page on this machine is let in here", detail: "Open the operator's link that the server printed when it started.", statusCode: StatusCodes.Status403Forbidden)
                .ExecuteAsync(context).ConfigureAwait(false);
            return;
        }

        access.Admit(context);
        // The page has another port, so another origin; the cookie is for the machine's name and so for both.
        context.Response.Headers.AccessControlAllowOrigin = origin;
        context.Response.Headers.AccessControlAllowCredentials = "true";
        context.Response.Headers.Vary = "Origin";
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task<bool> BringsTicketAsync(HttpContext context)
    {
        byte[] sent = new byte[_ticket.Length + 1];
        int read = await context.Request.Body.ReadAtLeastAsync(sent, sent.Length, throwOnEndOfStream: false, context.RequestAborted).ConfigureAwait(false);
        return System.Security.Cryptography.CryptographicOperations.FixedTimeEquals(sent.AsSpan(0, read), _ticket);
    }

    private static bool IsNear(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } peer && IPAddress.IsLoopback(peer) && AllowedHosts.IsLoopback(context.Request.Host) && !IsForwarded(context.Request.Headers);

    private static bool IsForwarded(IHeaderDictionary headers) =>
        headers.ContainsKey("Forwarded") || headers.ContainsKey("Via") || headers.ContainsKey("X-Real-IP")
        || headers.Keys.Any(name => name.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase) || name.StartsWith("X-Original-", StringComparison.OrdinalIgnoreCase));
}

/// <summary>Where a browser of this machine becomes the operator's: POST the ticket to <c>http://HOST:port/</c>, HOST being the name by which the page was opened.</summary>
/// <param name="Port">Port of the entrance.</param>
/// <param name="Ticket">What to send.</param>
internal sealed record LoopbackOffer(int Port, string Ticket);
