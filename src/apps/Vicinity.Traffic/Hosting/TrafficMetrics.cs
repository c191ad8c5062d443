using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;

namespace Vicinity.Traffic;

/// <summary>What the application measures, under the meter <c>Vicinity.Traffic</c>, from its start until it is disposed. Thread-safe.</summary>
public sealed class TrafficMetrics : IHostedService, IDisposable
{
    private readonly Meter _meter = new("Vicinity.Traffic");
    private readonly TrafficBoard _board;

    /// <param name="board">Is asked whenever somebody reads.</param>
    public TrafficMetrics(TrafficBoard board)
    {
        _board = board;
        Show("vicinity.traffic.vehicles", "{vehicle}", "Vehicles on the road", summary => summary.Vehicles);
        Show("vicinity.traffic.quadrants", "{quadrant}", "Quadrants with a topic", summary => summary.Quadrants);
        Show("vicinity.traffic.positions.rate", "{position}", "Positions a second, over the last ten seconds", summary => summary.PositionsPerSecond);
        Show("vicinity.traffic.positions.kept", "{position}", "Positions that the log keeps", summary => summary.Positions);
        Show("vicinity.traffic.rows.refused", "{row}", "Rows and records that held no position", summary => summary.BadRows);
        Show("vicinity.traffic.delay", "s", "How much older the view is than it should be", summary => summary.DelayedSeconds);
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private void Show(string name, string unit, string description, Func<TrafficSummary, double> value) =>
        _meter.CreateObservableGauge(name, () => value(_board.Summary()), unit, description);
}
