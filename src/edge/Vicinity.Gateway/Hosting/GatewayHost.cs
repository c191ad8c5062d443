using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Vicinity.Model;
using BadHttpRequestException = Microsoft.AspNetCore.Http.BadHttpRequestException;

namespace Vicinity.Gateway;

/// <summary>The running gateway: page, REST, live push, health, metrics. Start it once, stop it once.</summary>
public sealed class GatewayHost : IAsyncDisposable
{
    private const string OtherPage = "Choose another address with --http HOST:PORT, or port 0 for any free one";

    private readonly WebApplication _app;
    private readonly OtlpExport? _export;
    private readonly IReadOnlyList<Application> _applications;
    private readonly ListenAddress _listen;
    private int _stopped;

    private GatewayHost(WebApplication app, OtlpExport? export, IReadOnlyList<Application> applications, ListenAddress listen, string operatorKey, bool loopbackOperator)
    {
        _app = app;
        _export = export;
        _applications = applications;
        _listen = listen;
        OperatorKey = operatorKey;
        LoopbackOperator = loopbackOperator;
    }

    /// <summary>Address of the page, as a browser of this machine takes it.</summary>
    public Uri Address
    {
        get
        {
            string bound = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
            int port = BindingAddress.Parse(bound).Port;
            string host = _listen.IsEverywhere || _listen.Address.Equals(IPAddress.Loopback) ? "localhost" : _listen.Address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{_listen.Address}]" : _listen.Address.ToString();
            return new Uri($"http://{host}:{port}/");
        }
    }

    /// <summary>The secret that makes a browser or a program the operator's.</summary>
    public string OperatorKey { get; }

    /// <summary>How the applications are doing.</summary>
    public IReadOnlyList<ApplicationStatus> Applications => [.. _applications.Select(a => a.Status)];

    /// <summary>Whether a browser of this machine becomes the operator's without the key.</summary>
    public bool LoopbackOperator { get; }

    /// <summary>The link that makes a browser the operator's. The key stands behind the '#', which browsers keep to themselves: no log of a proxy has it.</summary>
    /// <param name="page">Path of the page to open.</param>
    public string OperatorLink(string page = "") => $"{Address}{page}#key={OperatorKey}";

    /// <summary>Checks the settings, builds the gateway and listens.</summary>
    /// <param name="options">Settings.</param>
    /// <param name="engine">The log behind the applications.</param>
    /// <param name="parts">The applications. One that cannot be started is shown as down, and is no exception.</param>
    /// <param name="loggers">Where the gateway logs.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="GatewayException">A setting is wrong or the address cannot be listened on.</exception>
    public static async Task<GatewayHost> StartAsync(
        GatewayOptions options, EngineStatus engine, IReadOnlyList<IGatewayPart> parts, ILoggerFactory loggers, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<string> problems = options.Problems();
        if (problems.Count > 0) throw new GatewayException(string.Join(Environment.NewLine, problems));
        if (!ListenAddress.TryParse(options.Http, out ListenAddress? listen, out string? fault)) throw new GatewayException(fault);
        EnsureFree(listen, options.Http, OtherPage);
        ILogger log = loggers.CreateLogger<Application>();
        Application[] applications = [.. parts.Select(part => new Application(part, log))];
        foreach (Application application in applications) application.CheckListeners(static listener => EnsureFree(listener.Address, listener.Address.ToString(), "Choose another one, or stop what listens there"));
        string operatorKey = options.OperatorKey ?? OperatorAccess.NewKey();
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "vicinity", ContentRootPath = AppContext.BaseDirectory });
        var access = new OperatorAccess(operatorKey, isKept: options.OperatorKey is not null);
        LoopbackEntrance? entrance = options.LoopbackOperator && options.Page ? new LoopbackEntrance(access) : null;
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, options, listen, entrance, applications));
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<ILoggerFactory>(new LiveLogging(loggers));
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        builder.Services.AddGateway(access, engine, applications);
        foreach (Application application in applications) application.AddServices(builder.Services);

        WebApplication app = builder.Build();
        // The collector listens from the start, so that counts are complete when somebody asks first.
        app.Services.GetRequiredService<MetricsCollector>();
        Map(app, options, engine, applications, entrance);
        OtlpExport? export = options.OtlpEndpoint is null ? null : new OtlpExport(new Uri(options.OtlpEndpoint));
        try
        {
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            export?.Dispose();
            await app.DisposeAsync().ConfigureAwait(false);
            if (e is IOException or SocketException) throw Taken(options.Http, OtherPage, e);
            throw;
        }

        return new GatewayHost(app, export, applications, listen, operatorKey, entrance is not null);
    }

    /// <summary>Stops taking requests, lets those taken finish within five seconds, closes live connections.</summary>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _stopped, 1) != 0) return;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(5));
        try
        {
            await _app.StopAsync(patience.Token).ConfigureAwait(false);
        }
        finally
        {
            // What was measured last is asked of the applications, so it is sent before they are gone.
            _export?.Dispose();
            await _app.DisposeAsync().ConfigureAwait(false);
        }
    }

    public ValueTask DisposeAsync() => new(StopAsync());

    /// <summary>Finds out that the address is taken before the applications start to work, and without the host's own report of it.</summary>
    private static void EnsureFree(ListenAddress listen, string written, string advice)
    {
        using var socket = new Socket(listen.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (listen.Address.Equals(IPAddress.IPv6Any)) socket.DualMode = true;
            socket.Bind(listen.EndPointOn(Socket.OSSupportsIPv6));
            socket.Listen(1);
        }
        catch (SocketException e)
        {
            throw Taken(written, advice, e);
        }
    }

    private static GatewayException Taken(string address, string advice, Exception e) =>
        new($"cannot listen on {address}: {e.Message.TrimEnd('.')}. Is another program there? {advice}", e);

    private static void Configure(KestrelServerOptions kestrel, GatewayOptions options, ListenAddress listen, LoopbackEntrance? entrance, Application[] applications)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = options.MaxRequestBytes;
        kestrel.Limits.MaxConcurrentConnections = options.MaxConnections;
        kestrel.Limits.MaxConcurrentUpgradedConnections = options.MaxConnections;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        kestrel.Listen(listen.EndPointOn(Socket.OSSupportsIPv6), endpoint =>
        {
            endpoint.Protocols = HttpProtocols.Http1;
            if (entrance is not null) entrance.Page = endpoint;
        });
        entrance?.Listen(kestrel, listen.Address);
        foreach (Application application in applications) application.Listen(kestrel);
    }

    private static void Map(WebApplication app, GatewayOptions options, EngineStatus engine, Application[] applications, LoopbackEntrance? entrance)
    {
        if (options.Proxies.Count > 0) app.UseForwardedHeaders(TrustedProxies.Of(options.Proxies));
        if (options.OtlpEndpoint is not null) app.UseRequestTags();
        app.UseRoutingWithHead();
        app.UseSecurityHeaders(entrance);
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            StatusCodeSelector = e => e is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError,
            // What a client sent is not an error of this program.
            SuppressDiagnosticsCallback = handled => handled.Exception is BadHttpRequestException,
        });
        app.UseStatusCodePages();
        app.UseMethodCheck();
        app.UseResponseCompression();
        entrance?.Use(app);
        app.UseSiteCheck(new AllowedHosts(options.AllowedHosts));
        app.UseApplicationCheck();
        app.UseAccessCheck();
        if (options.Page) PageEndpoints.Map(app, options, [.. applications.Select(a => a.Status.Page).OfType<string>()]);
        app.MapHealthEndpoints();
        app.MapMetricsEndpoints();
        app.MapStatusEndpoints(engine, TimeProvider.System);
        app.MapHistoryEndpoints(TimeProvider.System);
        app.MapAccessEndpoints(entrance);
        app.MapOpenApi();
        foreach (Application application in applications) application.Map(app);
    }
}
