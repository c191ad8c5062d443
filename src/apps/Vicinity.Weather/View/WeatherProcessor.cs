using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Vicinity.Client;
using Vicinity.Feeds;
using Vicinity.Records;

namespace Vicinity.Weather;

/// <summary>Follows the readings in the log and feeds the view of the sensors.</summary>
public sealed class WeatherProcessor(WeatherOptions options, SensorView sensors, ILogger<WeatherProcessor> log, TimeProvider? time = null)
    : LogFollower<ReadingRecord>(
        new FollowOptions(options.BootstrapServers, "vicinity-weather-view", TopicFilter.Topics(options.ReadingsTopic), TimeSpan.FromSeconds(options.HistorySeconds)), log, time)
{
    private const long ForgetEveryMs = 60_000;

    private long _refused, _forgot;

    /// <summary>Readings that go beyond the bounds.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Readings over time, for the time bar.</summary>
    public HistoryCounts History { get; } = new("readings", TimeSpan.FromSeconds(options.HistorySeconds), TimeSpan.FromSeconds(Math.Max(1, options.HistorySeconds / 240)), time);

    /// <inheritdoc/>
    protected override bool TryRead(in Record record, out ReadingRecord value, [NotNullWhen(false)] out string? reason)
    {
        (value, reason) = (null!, null);
        var readings = new List<Reading>();
        try
        {
            var reader = new ReadingReader(record.Value.Span, record.Key.Span);
            while (reader.MoveNext())
            {
                RawReading raw = reader.Current;
                if (ReadingBounds.Problem(raw, record.Timestamp) is null) readings.Add(raw.ToReading());
                else Interlocked.Increment(ref _refused);
            }
        }
        catch (MessageException wrong)
        {
            // What came before it in the record is sound.
            if (readings.Count == 0)
            {
                reason = wrong.Message;
                return false;
            }
            Interlocked.Increment(ref _refused);
        }
        value = new ReadingRecord(readings, record.Timestamp);
        return true;
    }

    /// <inheritdoc/>
    protected override void Take(ReadOnlySpan<ReadingRecord> events)
    {
        bool isLive = Health.Live;
        foreach (ReadingRecord record in events)
        {
            foreach (Reading reading in record.Readings)
            {
                if (sensors.Take(reading, record.Received, isLive)) History.Add(reading.Time);
            }
        }
    }

    /// <inheritdoc/>
    protected override void Tick()
    {
        long now = Time.GetUtcNow().ToUnixTimeMilliseconds();
        if (now - _forgot < ForgetEveryMs) return;
        _forgot = now;
        sensors.ForgetBefore(now - options.HistorySeconds * 1000L);
    }
}
