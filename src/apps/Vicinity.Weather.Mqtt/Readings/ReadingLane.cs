using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Vicinity.Feeds;

namespace Vicinity.Weather.Mqtt;

/// <summary>Sends the readings of some of the sensors, together where many wait. While they cannot be taken they wait here, and with them the clients that sent them. Thread-safe.</summary>
internal sealed partial class ReadingLane : IAsyncDisposable
{
    private const int Waiting = 1_000;
    private const int MostTogether = 200;

    private readonly Channel<(Reading Reading, TaskCompletionSource<string?> Done)> _waiting = Channel.CreateBounded<(Reading, TaskCompletionSource<string?>)>(Waiting);
    private readonly CancellationTokenSource _end = new();
    private readonly IReadingSink _sink;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly Task _sending;

    public ReadingLane(IReadingSink sink, TimeProvider clock, ILogger log)
    {
        (_sink, _clock, _log) = (sink, clock, log);
        _sending = Task.Run(RunAsync);
    }

    /// <summary>Sends a reading; returns when it is stored, or refused.</summary>
    /// <returns>Why it was refused; null when it is stored.</returns>
    public async Task<string?> SendAsync(Reading reading, CancellationToken cancel)
    {
        var done = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _waiting.Writer.WriteAsync((reading, done), cancel).ConfigureAwait(false);
        return await done.Task.WaitAsync(cancel).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _sending.ConfigureAwait(false);
        await _sink.DisposeAsync().ConfigureAwait(false);
        _end.Dispose();
    }

    private async Task RunAsync()
    {
        List<(Reading Reading, TaskCompletionSource<string?> Done)> batch = new(MostTogether);
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(_end.Token).ConfigureAwait(false))
            {
                batch.Clear();
                while (batch.Count < MostTogether && _waiting.Reader.TryRead(out (Reading, TaskCompletionSource<string?>) next)) batch.Add(next);
                foreach (IGrouping<string, (Reading Reading, TaskCompletionSource<string?> Done)> sensor in batch.GroupBy(one => one.Reading.Sensor))
                    await SendAsync([.. sensor.OrderBy(one => one.Reading.Number)]).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            _waiting.Writer.TryComplete();
            while (_waiting.Reader.TryRead(out (Reading Reading, TaskCompletionSource<string?> Done) left)) left.Done.TrySetCanceled(_end.Token);
            foreach ((_, TaskCompletionSource<string?> done) in batch) done.TrySetCanceled(_end.Token);
        }
    }

    private async Task SendAsync((Reading Reading, TaskCompletionSource<string?> Done)[] waiting)
    {
        var pause = new Backoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5));
        int from = 0;
        while (from < waiting.Length)
        {
            TimeSpan wait;
            try
            {
                SendOutcome outcome = await _sink.SendAsync([.. waiting.Skip(from).Select(one => one.Reading)], _end.Token).ConfigureAwait(false);
                for (int i = from; i < from + outcome.Taken; i++)
                {
                    long number = waiting[i].Reading.Number;
                    string? refused = null;
                    foreach (ReadingRefusal refusal in outcome.Refused)
                        if (refusal.Number == number) refused = refusal.Reason;
                    waiting[i].Done.TrySetResult(refused);
                }
                from += outcome.Taken;
                if (outcome.Taken > 0) pause.Reset();
                if (from == waiting.Length) return;
                wait = outcome.RetryAfter ?? (outcome.Taken > 0 ? TimeSpan.Zero : pause.Next(Random.Shared.NextDouble()));
            }
            catch (TransportException away)
            {
                Away(away.Message);
                wait = pause.Next(Random.Shared.NextDouble());
            }
            if (wait > TimeSpan.Zero) await Task.Delay(wait, _clock, _end.Token).ConfigureAwait(false);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "readings that came over MQTT wait until they can be stored: {Reason}")]
    private partial void Away(string reason);
}
