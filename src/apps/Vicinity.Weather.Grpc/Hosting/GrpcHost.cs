using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Vicinity.Weather.Grpc;

/// <summary>A component's port: Kestrel with HTTP/2, the component's services, grpc.health.v1 and reflection.</summary>
internal sealed class GrpcHost : IAsyncDisposable
{
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(5);

    private readonly WebApplication _app;
    private readonly X509Certificate2? _certificate;
    private int _stopped;

    private GrpcHost(WebApplication app, X509Certificate2? certificate, string address) => (_app, _certificate, Address) = (app, certificate, address);

    /// <summary>Where it listens: <c>http://host:port</c> or <c>https://host:port</c>.</summary>
    public string Address { get; }

    /// <summary>Listens.</summary>
    /// <param name="options">Where.</param>
    /// <param name="problem">What the component cannot do at the moment; null when it is well. Asked once a second for the health protocol.</param>
    /// <param name="loggers">Where it logs.</param>
    /// <param name="addServices">Adds the component's services.</param>
    /// <param name="map">Maps them.</param>
    /// <param name="cancel">Ends the start.</param>
    /// <exception cref="ArgumentException">A setting is wrong.</exception>
    /// <exception cref="IOException">The address cannot be listened on.</exception>
    public static async Task<GrpcHost> StartAsync(
        GrpcListenOptions options, Func<string?> problem, ILoggerFactory loggers, Action<IServiceCollection> addServices, Action<IEndpointRouteBuilder> map, CancellationToken cancel)
    {
        OptionBounds.Check(options.Problems());
        X509Certificate2? certificate = options.CertificateFile is null ? null : X509Certificate2.CreateFromPemFile(options.CertificateFile, options.KeyFile);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "vicinity", ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, options, certificate));
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton<IHostLifetime, ComponentLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = s_grace);
        builder.Services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = options.MostMessageBytes;
            grpc.EnableDetailedErrors = false;
        });
        builder.Services.AddGrpcHealthChecks().AddCheck("component", () => problem() is { } wrong ? HealthCheckResult.Unhealthy(wrong) : HealthCheckResult.Healthy());
        builder.Services.Configure<HealthCheckPublisherOptions>(publisher => (publisher.Delay, publisher.Period) = (TimeSpan.Zero, TimeSpan.FromSeconds(1)));
        builder.Services.AddGrpcReflection();
        addServices(builder.Services);
        WebApplication app = builder.Build();
        try
        {
            map(app);
            app.MapGrpcHealthChecksService();
            app.MapGrpcReflectionService();
            await app.StartAsync(cancel).ConfigureAwait(false);
            return new GrpcHost(app, certificate, app.Urls.First());
        }
        catch
        {
            await app.DisposeAsync().ConfigureAwait(false);
            certificate?.Dispose();
            throw;
        }
    }

    /// <summary>Says by the health protocol that it stops, lets calls in hand finish, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _stopped, 1) != 0) return;
        using var patience = new CancellationTokenSource(s_grace);
        try
        {
            await _app.StopAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Calls that are still in hand are broken off: their callers send them elsewhere.
        }
        await _app.DisposeAsync().ConfigureAwait(false);
        _certificate?.Dispose();
    }

    private static void Configure(KestrelServerOptions kestrel, GrpcListenOptions options, X509Certificate2? certificate)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = options.MostConnections;
        kestrel.Limits.MaxRequestBodySize = null; // A stream is one body; its messages are bounded.
        kestrel.Limits.MinRequestBodyDataRate = null; // A stream may be silent; whether its peer lives is found out by pings.
        kestrel.Limits.Http2.MaxStreamsPerConnection = options.MostCallsOfConnection;
        kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(10);
        kestrel.Listen(IPEndPoint.Parse(options.Listen), endpoint =>
        {
            endpoint.Protocols = HttpProtocols.Http2;
            if (certificate is not null) endpoint.UseHttps(certificate);
        });
    }
}
