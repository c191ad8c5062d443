using System.Globalization;
using Microsoft.Extensions.Logging;
using Vicinity.Client;
using Vicinity.Model;
using Vicinity.Records;

namespace Vicinity.Weather;

/// <summary>
/// Brings windows from the log. A position is the offset of the record that was handled last. Records that do not count, as of a proxy that was paused, are passed over.
/// </summary>
/// <param name="options">Where the log is, and the topic of the windows.</param>
/// <param name="log">Where it tells that the log is away.</param>
/// <param name="time">The clock.</param>
public sealed partial class LogWindowFeed(WeatherOptions options, ILogger<LogWindowFeed> log, TimeProvider? time = null) : IWindowFeed
{
    private const string ClientId = "vicinity-weather-terminal";

    private static readonly TimeSpan s_pollTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);

    private readonly ILogger _log = log;
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly CancellationTokenSource _closing = new();
    private long _ignored;
    private bool _away;

    /// <summary>Records that did not count, or were none of windows. Thread-safe.</summary>
    public long Ignored => Interlocked.Read(ref _ignored);

    /// <inheritdoc/>
    public async Task RunAsync(string after, WindowHandler handler, CancellationToken cancel)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel, _closing.Token);
        var chain = new Chain();
        long? reached = long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out long offset) ? offset : null;
        bool isKnown = reached is not null;
        while (!end.IsCancellationRequested)
        {
            await using var consumer = new Consumer(
                new ConsumerOptions { BootstrapServers = options.BootstrapServers, ClientId = ClientId, AutoOffsetReset = OffsetReset.Earliest, EnableAutoCommit = false, MaxWait = s_pollTime }, _time);
            consumer.Assign([WindowLog.PartitionOf(options)], reached is { } at ? StartPosition.AtOffset(at) : StartPosition.Earliest);
            try
            {
                while (true)
                {
                    if (await consumer.PollAsync(s_pollTime, end.Token).ConfigureAwait(false) is not { } batch) continue;
                    if (_away) LogBack();
                    _away = false;
                    foreach (ConsumedRecord record in batch.ToRecords())
                    {
                        if (record.Offset == reached)
                        {
                            // The one that was handled last: it tells which one follows.
                            if (isKnown && WindowsMark.Of(record.Headers) is { } known) chain.StartAt(known.Link);
                            continue;
                        }
                        if (WindowsOf(record, chain) is { } windows) await handler(windows, record.Offset.ToString(CultureInfo.InvariantCulture), end.Token).ConfigureAwait(false);
                        (reached, isKnown) = (record.Offset, false);
                    }
                }
            }
            catch (ClientException away) when (!end.IsCancellationRequested)
            {
                if (!_away) LogAway(away.Message);
                _away = true;
                await Task.Delay(s_pause, _time, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (end.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        _closing.Dispose();
    }

    private IReadOnlyList<Window>? WindowsOf(ConsumedRecord record, Chain chain)
    {
        try
        {
            if (WindowsMark.Of(record.Headers) is { } mark && chain.Take(mark.Link) != ChainPlace.None) return WindowLog.Decode(record.Value);
        }
        catch (MessageException unreadable)
        {
            LogBad(record.Offset, unreadable.Message);
        }
        Interlocked.Increment(ref _ignored);
        return null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Windows cannot be read from the log; they come when it answers: {Reason}")]
    private partial void LogAway(string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Windows can be read from the log again")]
    private partial void LogBack();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The record @{Offset} holds no windows that can be read: {Reason}")]
    private partial void LogBad(long offset, string reason);
}
