using System.Buffers;
using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Vicinity.Client;
using Record = Vicinity.Records.Record;

namespace Vicinity.Feeds.Tests;

/// <summary>What a pretend application of harbours measures: centimetres of water at a place, at a time in Unix milliseconds.</summary>
internal readonly record struct Tide(string Harbour, int Centimetres, long At = 0);

/// <summary>Writes tides, each to the topic of its harbour.</summary>
internal sealed class TideWriter(string servers, int maxTopics = 100, TimeProvider? time = null)
    : EventWriter<Tide>(new WriterOptions(servers, "tides") { MaxTopics = maxTopics }, NullLogger.Instance, time)
{
    protected override string TopicOf(in Tide value) => $"tides.{value.Harbour}";

    protected override int Encode(in Tide value, ArrayBufferWriter<byte> output)
    {
        int key = (int)Encoding.UTF8.GetBytes(value.Harbour, output);
        Encoding.UTF8.GetBytes($"{value.Centimetres}", output);
        return key;
    }
}

/// <summary>Keeps the tides of each harbour in the order in which they were written.</summary>
internal sealed class TideView(string servers, bool fromTheEarliest = false)
    : LogFollower<Tide>(new FollowOptions(servers, "tide-view", TopicFilter.Prefix("tides."), fromTheEarliest ? null : TimeSpan.FromHours(1)), NullLogger.Instance, null)
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<int>> _harbours = new(StringComparer.Ordinal);

    public HistoryCounts History { get; } = new("tides", TimeSpan.FromHours(1), TimeSpan.FromSeconds(30));

    public int[] At(string harbour) => _harbours.TryGetValue(harbour, out ConcurrentQueue<int>? tides) ? [.. tides] : [];

    protected override bool TryRead(in Record record, out Tide value, [NotNullWhen(false)] out string? reason)
    {
        if (record.Value.Span.SequenceEqual("storm"u8)) throw new InvalidOperationException("the gauge is flooded");
        bool read = Utf8Parser.TryParse(record.Value.Span, out int centimetres, out int used) && used == record.Value.Span.Length;
        value = read ? new Tide(Encoding.UTF8.GetString(record.Key.Span), centimetres, record.Timestamp) : default;
        reason = read ? null : "its value is no whole number";
        return read;
    }

    protected override void Take(ReadOnlySpan<Tide> events)
    {
        foreach (Tide tide in events)
        {
            _harbours.GetOrAdd(tide.Harbour, _ => new ConcurrentQueue<int>()).Enqueue(tide.Centimetres);
            History.Add(tide.At);
        }
    }

    protected override void Tick()
    {
    }
}

/// <summary>A gauge's record book: one tide a line, <c>harbour centimetres time</c>.</summary>
internal sealed class TideBook(string text) : ITraceReader<Tide>
{
    private readonly string[] _lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    private int _read;

    public TraceReport Report { get; } = new();

    public double Share => _lines.Length == 0 ? 1 : _read / (double)_lines.Length;

    public bool TryRead(out TraceRow<Tide> row)
    {
        while (_read < _lines.Length)
        {
            string[] parts = _lines[_read++].Split(' ');
            if (parts.Length == 3 && int.TryParse(parts[1], out int centimetres) && long.TryParse(parts[2], out long time))
            {
                row = new TraceRow<Tide>(new Tide(parts[0], centimetres, time), time, time, "line", _read);
                Report.Good(row);
                return true;
            }
            Report.Bad("line", _read, "no harbour, centimetres and time");
        }
        row = default;
        return false;
    }

    public void Dispose()
    {
    }
}

/// <summary>Replays a record book.</summary>
internal sealed class TideReplay(string name, string book, ReplayOptions options, TideWriter writer, TimeProvider? time = null)
    : ReplayRunner<Tide>(name, () => new TideBook(book), options, writer, time)
{
    public const long LatestTime = 4_000_000_000_000;

    protected override bool TryMove(in Tide value, long timestamp, out Tide moved, [NotNullWhen(false)] out string? reason)
    {
        moved = value with { At = timestamp };
        reason = timestamp <= LatestTime ? null : $"time {timestamp} is past {LatestTime}";
        return reason is null;
    }
}

/// <summary>Where this process has its tides from.</summary>
internal sealed class TideSources : SourceList;
