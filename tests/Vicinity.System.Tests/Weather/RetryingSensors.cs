using System.Collections.Concurrent;
using Vicinity.Model;
using Vicinity.Weather;

namespace Vicinity.System.Tests;

/// <summary>Sensors of air and pollution that send each reading until it is acknowledged, one at a time.</summary>
internal sealed class RetryingSensors : IAsyncDisposable
{
    private readonly ConcurrentQueue<Reading> _acknowledged = new();
    private readonly CancellationTokenSource _enough = new();
    private readonly CancellationToken _cancel;
    private readonly Task[] _sensors;
    private long _failed;

    public RetryingSensors(int count, Func<IReadingSink> sink, CancellationToken cancel)
    {
        _cancel = cancel;
        _sensors = [.. Enumerable.Range(0, count).Select(s => Task.Run(() => MeasureAsync(s, sink()), cancel))];
    }

    /// <summary>What was acknowledged: all that was sent, once they have stopped.</summary>
    public IReadOnlyCollection<Reading> Acknowledged => _acknowledged;

    /// <summary>Calls without an answer.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>No further readings; returns when the last ones are acknowledged.</summary>
    public async Task StopAsync()
    {
        await _enough.CancelAsync();
        await Task.WhenAll(_sensors);
    }

    public async ValueTask DisposeAsync()
    {
        await _enough.CancelAsync();
        _enough.Dispose();
    }

    private async Task MeasureAsync(int sensor, IReadingSink sink)
    {
        await using IReadingSink sending = sink;
        var prng = new Prng((ulong)sensor + 1);
        for (long number = 0; !_enough.IsCancellationRequested; number++)
        {
            long time = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
            Reading reading = sensor % 2 == 0
                ? new Reading($"air-{sensor}", number, ReadingKind.Air, time, prng.Next(400) / 10.0, prng.Next(900) / 10.0, "north")
                : new Reading($"pollution-{sensor}", number, ReadingKind.Pollution, time, 300 + prng.Next(300), 0);
            await UntilTakenAsync(sending, reading);
            _acknowledged.Enqueue(reading);
            await Task.Delay(TimeSpan.FromMilliseconds(20 + prng.Next(60)), _cancel);
        }
    }

    private async Task UntilTakenAsync(IReadingSink sink, Reading reading)
    {
        while (true)
        {
            try
            {
                SendOutcome outcome = await sink.SendAsync([reading], _cancel);
                if (outcome.Refused.Count > 0) throw new InvalidOperationException(outcome.Refused[0].Reason);
                if (outcome.Taken == 1) return;
                await Task.Delay(outcome.RetryAfter ?? TimeSpan.FromMilliseconds(50), _cancel);
            }
            catch (TransportException)
            {
                Interlocked.Increment(ref _failed);
                await Task.Delay(TimeSpan.FromMilliseconds(100), _cancel);
            }
        }
    }
}
