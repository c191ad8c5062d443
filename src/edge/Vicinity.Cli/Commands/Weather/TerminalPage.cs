using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Vicinity.Weather;

namespace Vicinity.Cli;

/// <summary>The small page of a weather terminal: the newest means, a line of those before, and the windows as JSON.</summary>
internal sealed class TerminalPage : IAsyncDisposable
{
    private const int Width = 480, Height = 80;

    private readonly WebApplication _host;

    private TerminalPage(WebApplication host) => _host = host;

    /// <summary>Where it is.</summary>
    public string Address => _host.Urls.First();

    /// <summary>Begins to serve it.</summary>
    /// <exception cref="IOException">The address is taken.</exception>
    public static async Task<TerminalPage> StartAsync(IPEndPoint listen, Terminal terminal, CancellationToken cancel)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxConcurrentConnections = 200;
            kestrel.Listen(listen);
        });
        WebApplication host = builder.Build();
        // A page elsewhere may not read it by a name that it lets point here.
        host.Use((context, next) => IsLocal(context.Request.Host.Host, listen) ? next(context) : Refuse(context));
        host.MapGet("/", () => Results.Content(Html(terminal.Board), "text/html; charset=utf-8"));
        host.MapGet("/windows", (string? quantity) => Enum.TryParse(quantity ?? nameof(Quantity.Wellness), ignoreCase: true, out Quantity wanted) && Enum.IsDefined(wanted)
            ? Results.Json(terminal.Board.Of(wanted))
            : Results.Problem($"quantity '{quantity}' is not one of {string.Join(", ", Enum.GetNames<Quantity>())}", statusCode: StatusCodes.Status400BadRequest));
        await host.StartAsync(cancel).ConfigureAwait(false);
        return new TerminalPage(host);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private static bool IsLocal(string host, IPEndPoint listen) =>
        !IPAddress.IsLoopback(listen.Address) || host is "localhost" || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));

    private static Task Refuse(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
        return context.Response.WriteAsync("This page is served to localhost only.");
    }

    private static string Html(WindowBoard board)
    {
        var html = new StringBuilder("""
            <!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="3"><title>Weather terminal</title>
            <style>:root{color-scheme:light dark}body{font:16px/1.4 system-ui,sans-serif;margin:1rem auto;max-width:60rem;padding:0 1rem}table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.4rem .6rem;border-bottom:1px solid #8884}td.n{font-variant-numeric:tabular-nums}svg{width:100%;max-width:30rem;height:5rem;display:block}polyline{fill:none;stroke:currentColor;stroke-width:2}</style>
            </head><body><h1>Weather terminal</h1>
            """);
        if (board.Count == 0) return html.Append("<p>No window yet. Windows come when sensors send readings.</p></body></html>").ToString();
        html.Append("<table><thead><tr><th>Quantity</th><th>Window ends</th><th>Mean</th><th>Deviation</th><th>Readings</th><th>Windows before</th></tr></thead><tbody>");
        foreach ((Quantity quantity, string name, string unit) in WindowWords.Quantities)
        {
            IReadOnlyList<Window> windows = board.Of(quantity);
            if (windows.Count == 0) continue;
            Window newest = windows[^1];
            html.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\">{WebUtility.HtmlEncode(name)}{(unit.Length == 0 ? "" : ", " + WebUtility.HtmlEncode(unit))}</th><td class=\"n\">{WindowWords.Clock(newest.End)}</td>");
            html.Append(CultureInfo.InvariantCulture, $"<td class=\"n\">{(newest.Count == 0 ? "empty" : WindowWords.Value(newest.Mean))}</td><td class=\"n\">{WindowWords.Value(newest.Deviation)}</td><td class=\"n\">{newest.Count}</td><td>{Line(name, windows)}</td></tr>");
        }
        return html.Append("</tbody></table></body></html>").ToString();
    }

    private static string Line(string name, IReadOnlyList<Window> windows)
    {
        double[] known = [.. windows.Select(w => w.Mean).OfType<double>()];
        if (known.Length == 0) return "";
        double least = known.Min(), range = Math.Max(1e-9, known.Max() - least);
        IEnumerable<string> points = windows.Select((w, i) => (w.Mean, i)).Where(p => p.Mean is not null).Select(p => string.Create(CultureInfo.InvariantCulture,
            $"{(windows.Count == 1 ? 0 : (double)p.i / (windows.Count - 1) * Width):0.#},{Height - 4 - (p.Mean!.Value - least) / range * (Height - 8):0.#}"));
        return string.Create(CultureInfo.InvariantCulture,
            $"<svg viewBox=\"0 0 {Width} {Height}\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(name)} from {known[0]:0.00} to {known[^1]:0.00}, least {least:0.00}, most {known.Max():0.00}\"><polyline points=\"{string.Join(' ', points)}\"/></svg>");
    }
}
