using System.Drawing;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using QRCoder;

namespace Vicinity.Gateway.Traffic;

/// <summary><c>GET /api/traffic/phone</c>: the addresses that a phone app needs, one of them as a QR code.</summary>
internal static class PhoneEndpoints
{
    /// <summary>Characters of an address that are still drawn: a host name has at most 253 (RFC 1035), and a phone's camera must be able to read the code.</summary>
    private const int MaxAddressLength = 300;

    public static void MapPhone(this IEndpointRouteBuilder traffic) => traffic
        .MapGet("/phone", (HttpRequest request, IServer server) =>
        {
            string address = $"{request.Scheme}://{ReachableHost(request, server)}/api/traffic/";
            string osmand = address + "osmand";
            return osmand.Length <= MaxAddressLength
                ? Results.Ok(new PhoneSetup(osmand, address + "owntracks", Draw(osmand)))
                : Results.Problem(
                    title: "The address is too long", detail: $"An address of {osmand.Length} characters is longer than the {MaxAddressLength} that are drawn as a QR code; ask under a shorter host name.",
                    statusCode: StatusCodes.Status400BadRequest);
        })
        .WithName("GetPhone")
        .WithSummary("Addresses for phone apps, and a QR code that sets Traccar Client up")
        .Produces<PhoneSetup>();

    /// <summary>A QR code (ISO/IEC 18004, correction level M) as an svg element, with its quiet zone.</summary>
    private static string Draw(string text)
    {
        using QRCodeData code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        using var svg = new SvgQRCode(code);
        int side = code.ModuleMatrix.Count;
        return svg.GetGraphic(new Size(side, side), "#000", "#fff", drawQuietZones: true, SvgQRCode.SizingMode.ViewBoxAttribute);
    }

    // "localhost" in the operator's browser means the phone itself on a phone: if the server listens beyond loopback, name its address.
    private static string ReachableHost(HttpRequest request, IServer server)
    {
        HostString host = request.Host;
        bool local = host.Host is "localhost" || (IPAddress.TryParse(host.Host.Trim('[', ']'), out IPAddress? ip) && IPAddress.IsLoopback(ip));
        ICollection<string> bound = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        bool everywhere = bound.Any(a => BindingAddress.Parse(a).Host is "[::]" or "0.0.0.0" or "*" or "+");
        return (local && everywhere && LocalNetwork.Address() is { } address ? new HostString(address, host.Port ?? 80) : host).ToString();
    }
}

/// <summary>What a phone needs.</summary>
/// <param name="OsmandUrl">Address for OsmAnd and Traccar Client.</param>
/// <param name="OwntracksUrl">Address for OwnTracks.</param>
/// <param name="QrSvg">The first address as a QR code: a whole svg element.</param>
internal sealed record PhoneSetup(string OsmandUrl, string OwntracksUrl, string QrSvg);
