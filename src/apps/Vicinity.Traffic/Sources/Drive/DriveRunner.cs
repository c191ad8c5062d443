using Vicinity.Feeds;

namespace Vicinity.Traffic;

/// <summary>Lets simulated cars drive and report once a second. Run it once; its status may be read from any thread.</summary>
public sealed class DriveRunner : IEventSource
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    private readonly DriveSimulation _drive;
    private readonly TrafficIngest _ingest;
    private readonly TimeProvider _time;
    private long _positions;
    private volatile string? _problem;
    private volatile bool _running;

    /// <summary>Prepares a drive.</summary>
    public DriveRunner(DriveSimulation drive, TrafficIngest ingest, TimeProvider? time = null) =>
        (_drive, _ingest, _time) = (drive, ingest, time ?? TimeProvider.System);

    /// <inheritdoc/>
    public SourceStatus Status => new($"{_drive.Cars} simulated cars", "drive", Interlocked.Read(ref _positions), 0, _running, _problem);

    /// <summary>Drives until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        _running = true;
        try
        {
            using var timer = new PeriodicTimer(s_interval, _time);
            do
            {
                long now = _time.GetUtcNow().ToUnixTimeMilliseconds();
                for (int car = 0; car < _drive.Cars; car++)
                {
                    await _ingest.PostAsync(_drive.PositionOf(car, now), cancel).ConfigureAwait(false);
                    Interlocked.Increment(ref _positions);
                }
                _drive.Step(s_interval);
            }
            while (await timer.WaitForNextTickAsync(cancel).ConfigureAwait(false));
        }
        catch (QuadrantLimitException limit)
        {
            _problem = limit.Message;
        }
        catch (Exception trouble) when (trouble is not OperationCanceledException)
        {
            _problem = trouble.Message;
            throw;
        }
        finally
        {
            _running = false;
        }
    }
}
