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
internal sealed class TideWriter(string servers, int maxTopics = 100)
    : EventWriter<Tide>(new WriterOptions(servers, "tides") { MaxTopics = maxTopics }, NullLogger.Instance, null)
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
internal sealed class TideView(string servers)
    : LogFollower<Tide>(new FollowOptions(servers, "tide-view", TopicFilter.Prefix("tides."), TimeSpan.FromHours(1)), NullLogger.Instance, null)
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<int>> _harbours = new(StringComparer.Ordinal);

    public HistoryCounts History { get; } = new("tides", TimeSpan.FromHours(1), TimeSpan.FromSeconds(30));

    public int[] At(string harbour) => _harbours.TryGetValue(harbour, out ConcurrentQueue<int>? tides) ? [.. tides] : [];

    protected override bool TryRead(in Record record, out Tide value, [NotNullWhen(false)] out string? reason)
    {
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
