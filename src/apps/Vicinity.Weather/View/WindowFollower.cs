using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Vicinity.Client;
using Vicinity.Feeds;
using Vicinity.Records;

namespace Vicinity.Weather;

/// <summary>Follows the windows in the log and feeds their view and the alarms. Records that do not count, because another proxy had taken over, are left out.</summary>
public sealed class WindowFollower(WeatherOptions options, WindowView view, AlarmView alarms, ILogger<WindowFollower> log, TimeProvider? time = null)
    : LogFollower<WindowRecord>(
        new FollowOptions(options.BootstrapServers, "vicinity-weather-windows-view", TopicFilter.Topics(options.WindowsTopic), TimeSpan.FromSeconds(options.HistorySeconds)), log, time)
{
    private const long ForgetEveryMs = 60_000;

    private readonly Chain _chain = new();
    private long _forgot, _ignored;

    /// <summary>Records that do not count.</summary>
    public long Ignored => Interlocked.Read(ref _ignored);

    /// <inheritdoc/>
    protected override bool TryRead(in Record record, out WindowRecord value, [NotNullWhen(false)] out string? reason)
    {
        (value, reason) = (null!, null);
        if (WindowsMark.Of(record.CopyHeaders()) is not { } mark)
        {
            reason = "it has no place in the chain of windows";
            return false;
        }
        try
        {
            value = new WindowRecord(mark.Link, WindowJson.ReadAll(record.Value.Span));
            return true;
        }
        catch (MessageException wrong)
        {
            reason = wrong.Message;
            return false;
        }
    }

    /// <inheritdoc/>
    protected override void Take(ReadOnlySpan<WindowRecord> events)
    {
        bool isLive = Health.Live;
        foreach (WindowRecord record in events)
        {
            if (_chain.Take(record.Link) == ChainPlace.None)
            {
                Interlocked.Increment(ref _ignored);
                continue;
            }
            foreach (Window window in record.Windows)
            {
                if (view.Take(window, isLive)) alarms.Take(window);
            }
        }
    }

    /// <inheritdoc/>
    protected override void Tick()
    {
        long now = Time.GetUtcNow().ToUnixTimeMilliseconds();
        if (now - _forgot < ForgetEveryMs) return;
        _forgot = now;
        view.ForgetBefore(now - options.HistorySeconds * 1000L);
    }
}
