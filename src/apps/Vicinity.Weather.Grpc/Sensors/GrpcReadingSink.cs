using Grpc.Core;

namespace Vicinity.Weather.Grpc;

/// <summary>
/// Sends a sensor's readings to a balancer: a call each, or batches over a stream. When a balancer does not answer, the next one is used, and stays in use. One caller at a time.
/// </summary>
public sealed class GrpcReadingSink : IReadingSink
{
    private readonly GrpcSensorOptions _options;
    private readonly GrpcBalancers _balancers;
    private readonly bool _isOwner;
    private int _current;
    private ReadingStream? _stream;

    /// <summary>Makes a sink.</summary>
    /// <param name="options">Its settings.</param>
    /// <param name="balancers">Connections that it shares with others, and leaves open; null for its own.</param>
    /// <exception cref="ArgumentException">A setting is wrong; the message has one line for each.</exception>
    public GrpcReadingSink(GrpcSensorOptions options, GrpcBalancers? balancers = null)
    {
        OptionBounds.Check(options.Problems());
        (_options, _isOwner) = (options, balancers is null);
        _balancers = balancers ?? new GrpcBalancers(options);
    }

    /// <summary>The balancer in use.</summary>
    public string Balancer => _balancers.Addresses[_current];

    /// <inheritdoc/>
    public async Task<SendOutcome> SendAsync(IReadOnlyList<Reading> readings, CancellationToken cancel)
    {
        if (readings.Count == 0) return new SendOutcome(0, []);
        string? away = null;
        for (int i = 0; i < _balancers.Clients.Count; i++)
        {
            cancel.ThrowIfCancellationRequested();
            var progress = new SendProgress(readings.Count);
            if (_options.Streams) await StreamAsync(readings, progress, cancel).ConfigureAwait(false);
            else await CallAllAsync(readings, progress, cancel).ConfigureAwait(false);
            // What is settled at the front is settled; the rest comes again, to whichever balancer answers.
            SendOutcome outcome = progress.Outcome(readings);
            if (outcome.Taken == readings.Count) return outcome;
            cancel.ThrowIfCancellationRequested();
            if (outcome.RetryAfter is not null || outcome.Taken > 0 && progress.Away is null)
            {
                Next();
                return outcome;
            }
            away = $"{Balancer}: {progress.Away}";
            Next();
            if (outcome.Taken > 0) return outcome;
        }
        throw new TransportException($"no balancer took the readings; the last one was {away}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_stream is not null) await _stream.DisposeAsync().ConfigureAwait(false);
        if (_isOwner) _balancers.Dispose();
    }

    private void Next() => _current = (_current + 1) % _balancers.Clients.Count;

    private async Task CallAllAsync(IReadOnlyList<Reading> readings, SendProgress progress, CancellationToken cancel)
    {
        V1.Balancer.BalancerClient client = _balancers.Clients[_current];
        int next = -1;
        async Task WorkAsync()
        {
            while (Interlocked.Increment(ref next) is int i && i < readings.Count && !progress.IsStopped) await CallAsync(client, readings[i], i, progress, cancel).ConfigureAwait(false);
        }
        int workers = Math.Min(_options.InFlight, readings.Count);
        if (workers == 1) await WorkAsync().ConfigureAwait(false);
        else await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => WorkAsync())).ConfigureAwait(false);
    }

    private async Task CallAsync(V1.Balancer.BalancerClient client, Reading reading, int index, SendProgress progress, CancellationToken cancel)
    {
        var limit = new CallOptions(deadline: DateTime.UtcNow.AddMilliseconds(_options.DeadlineMs), cancellationToken: cancel);
        try
        {
            switch (reading.Kind)
            {
                case ReadingKind.Air:
                    await client.process_meteo_dataAsync(ReadingMessages.Meteo(reading), limit).ConfigureAwait(false);
                    break;
                case ReadingKind.Pollution:
                    await client.process_pollution_dataAsync(ReadingMessages.PollutionOf(reading), limit).ConfigureAwait(false);
                    break;
                default:
                    await client.process_wind_dataAsync(ReadingMessages.WindOf(reading), limit).ConfigureAwait(false);
                    break;
            }
            progress.Settle(index, refused: null);
        }
        catch (RpcException status) when (status.StatusCode == StatusCode.InvalidArgument)
        {
            progress.Settle(index, status.Status.Detail);
        }
        catch (RpcException status) when (Statuses.RetryAfter(status) is { } wait)
        {
            progress.Wait(wait);
        }
        catch (RpcException status)
        {
            progress.Break($"{status.StatusCode}: {status.Status.Detail}");
        }
    }

    private async Task StreamAsync(IReadOnlyList<Reading> readings, SendProgress progress, CancellationToken cancel)
    {
        if (_stream is not null && _stream.Balancer != _current)
        {
            await _stream.DisposeAsync().ConfigureAwait(false);
            _stream = null;
        }
        _stream ??= new ReadingStream(_current, _balancers.Clients[_current]);
        if (await _stream.SendAsync(readings, _options, progress, cancel).ConfigureAwait(false)) return;
        await _stream.DisposeAsync().ConfigureAwait(false);
        _stream = null;
    }
}
