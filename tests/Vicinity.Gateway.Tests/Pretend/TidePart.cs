using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Vicinity.Client;
using Vicinity.Feeds;
using Vicinity.Feeds.Tests;

namespace Vicinity.Gateway.Tests;

/// <summary>The pretend application of harbours in the gateway: what a new application adds, by the shared parts alone.</summary>
/// <param name="servers">Where the log is.</param>
internal sealed class TidePart(string servers) : IGatewayPart
{
    /// <summary>Follows the log once the gateway has started.</summary>
    public TideView? View { get; private set; }

    public string Name => "tide";

    public string? Page => "/tide";

    public void AddServices(IServiceCollection services)
    {
        services.AddSingleton(_ => new TideWriter(servers));
        services.AddSingleton(_ => new TideView(servers));
        services.AddHostedService(provider => provider.GetRequiredService<TideView>());
        services.AddHostedService<TideMetrics>();
        services.AddSingleton<IHistory>(provider => provider.GetRequiredService<TideView>().History);
        services.AddSingleton(provider => new ReadinessCheck(Name, () => provider.GetRequiredService<TideView>().Health.Live ? null : "tides are still being read"));
        services.AddLive<TideReader, TidePush>(mostReaders: 10);
    }

    public void Map(IEndpointRouteBuilder endpoints)
    {
        View = endpoints.ServiceProvider.GetRequiredService<TideView>();
        RouteGroupBuilder tide = endpoints.MapGroup("/api/tide").WithTags("Tide");
        tide.MapGet("/{harbour}", (string harbour, TideView view) => TypedResults.Ok(view.At(harbour)));
        tide.MapPost("/{harbour}", async Task<IResult> (string harbour, int centimetres, TideWriter writer, CancellationToken cancel) =>
        {
            try
            {
                await writer.WriteAsync(new Tide(harbour, centimetres), cancel);
                return TypedResults.Ok();
            }
            catch (ClientException)
            {
                return StorageAway.Result("Tides");
            }
        });
        endpoints.MapLiveHub<TideHub, OperatorRule>("/live/tide");
    }
}

/// <summary>Looks at one harbour, and knows how many of its tides it was told.</summary>
internal sealed class TideReader
{
    public string? Harbour { get; set; }

    public int Told { get; set; }
}

internal sealed class TideHub(LiveReaders<TideReader> readers) : LiveHub<TideReader>(readers)
{
    public void Watch(string harbour)
    {
        Caller.Harbour = harbour;
        Wake();
    }

    protected override TideReader Welcome(HttpContext request) => new();
}

internal sealed class TidePush(LiveReaders<TideReader> readers, TideView view, ILogger<TidePush> log, TimeProvider time) : LivePush<TideReader>(readers, log, time)
{
    protected override void BeginRound()
    {
    }

    protected override IEnumerable<LiveMessage> MessagesFor(TideReader reader)
    {
        if (reader.Harbour is not { } harbour || view.At(harbour)[reader.Told..] is not { Length: > 0 } news) yield break;
        reader.Told += news.Length;
        yield return new LiveMessage("tides", new { harbour, centimetres = news });
    }
}

internal sealed class TideMetrics : IHostedService, IDisposable
{
    private readonly Meter _meter = new("Vicinity.Tide");

    public TideMetrics(TideView view) => _meter.CreateObservableGauge("vicinity.tide.kept", () => view.History.Read().Buckets.Sum(b => b.Count), "{tide}", "Tides of the last hour");

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _meter.Dispose();
}
