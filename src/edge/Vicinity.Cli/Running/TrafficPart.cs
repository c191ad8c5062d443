using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Vicinity.Gateway;
using Vicinity.Traffic;

namespace Vicinity.Cli;

/// <summary>The traffic application as a part of the gateway, with a look inside for the terminal.</summary>
internal sealed class TrafficPart(TrafficOptions options) : IGatewayPart, IDisposable
{
    private readonly TrafficGatewayPart _part = new(options);
    private readonly Meter _meter = new("Vicinity.Traffic");
    private IServiceProvider? _services;

    public string Name => "traffic";

    /// <summary>The application at a glance; null before the gateway has started.</summary>
    public TrafficSummary? Summary => _services?.GetRequiredService<TrafficBoard>().Summary();

    public void AddServices(IServiceCollection services) => _part.AddServices(services);

    public void Map(IEndpointRouteBuilder endpoints)
    {
        _part.Map(endpoints);
        _services = endpoints.ServiceProvider;
        Show("vicinity.traffic.vehicles", "{vehicle}", "Vehicles on the road", summary => summary.Vehicles);
        Show("vicinity.traffic.quadrants", "{quadrant}", "Quadrants with a topic", summary => summary.Quadrants);
        Show("vicinity.traffic.positions.rate", "{position}", "Positions a second, over the last ten seconds", summary => summary.PositionsPerSecond);
        Show("vicinity.traffic.positions.kept", "{position}", "Positions that the log keeps", summary => summary.Positions);
        Show("vicinity.traffic.rows.refused", "{row}", "Rows and records that held no position", summary => summary.BadRows);
        Show("vicinity.traffic.delay", "s", "How much older the view is than it should be", summary => summary.DelayedSeconds);
    }

    public void Dispose() => _meter.Dispose();

    private void Show(string name, string unit, string description, Func<TrafficSummary, double> value) =>
        _meter.CreateObservableGauge(name, () => Summary is { } summary ? value(summary) : 0, unit, description);
}
