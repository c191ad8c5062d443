using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Vicinity.Gateway.Tests;

/// <summary>A gateway on a free port with a small page of its own, and a client that keeps no cookies.</summary>
internal sealed class RunningGateway : IAsyncDisposable
{
    public const string Key = "a key of the operator";

    private readonly string _folder;

    private RunningGateway(GatewayHost host, string folder)
    {
        Host = host;
        _folder = folder;
        Client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None }) { BaseAddress = host.Address };
    }

    public GatewayHost Host { get; }

    public HttpClient Client { get; }

    public static async Task<RunningGateway> StartAsync(Func<GatewayOptions, GatewayOptions>? change = null, EngineStatus? engine = null, IGatewayPart? part = null, ILoggerFactory? loggers = null)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("vicinity-page-");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "index.html"), "<!doctype html><title>page</title>");
        folder.CreateSubdirectory("assets");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "assets", "main-1a2b.js"), "export const answer = 42;" + new string(' ', 4000));
        var options = new GatewayOptions { Http = "127.0.0.1:0", PageFolder = folder.FullName, OperatorKey = Key };
        GatewayHost host = await GatewayHost.StartAsync(
            change?.Invoke(options) ?? options, engine ?? EngineStatus.Unknown, part is null ? [new EchoPart()] : [new EchoPart(), part], loggers ?? NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
        return new RunningGateway(host, folder.FullName);
    }

    /// <summary>The answer to GET, with headers as given: name, value, name, value.</summary>
    public Task<HttpResponseMessage> GetAsync(string path, params string[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        for (int i = 0; i < headers.Length; i += 2) request.Headers.TryAddWithoutValidation(headers[i], headers[i + 1]);
        return Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>The operator's cookie, as a header's value.</summary>
    public async Task<string> OperatorCookieAsync()
    {
        using HttpResponseMessage answer = await Client.PostAsJsonAsync("/api/access", new { key = Key }, TestContext.Current.CancellationToken);
        return answer.EnsureSuccessStatusCode().Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    /// <summary>Whether a request with these headers is taken for the operator's: the status shows addresses to nobody else.</summary>
    public async Task<bool> IsOperatorAsync(params string[] headers)
    {
        using HttpResponseMessage status = await GetAsync("/api/status", headers);
        return !(await status.EnsureSuccessStatusCode().Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Contains("\"bootstrap\":null", StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Endpoints that only tests need.</summary>
    private sealed class EchoPart : IGatewayPart
    {
        public string Name => "echo";

        public string? Page => "/echo";

        public void AddServices(IServiceCollection services)
        {
        }

        public void Map(IEndpointRouteBuilder endpoints)
        {
            endpoints.MapPost("/api/test/echo", (Place place) => TypedResults.Ok(place));
            endpoints.MapGet("/api/test/report", () => TypedResults.Ok()).WithMetadata(ChangesOnGet.Mark);
            endpoints.MapGet("/api/test/broken", IResult () => throw new InvalidOperationException("the inside of the program"));
            endpoints.MapGet("/api/test/numbers", () => TypedResults.Ok(Enumerable.Range(0, 2000)));
        }
    }

    internal sealed record Place(double Latitude, double Longitude);
}
