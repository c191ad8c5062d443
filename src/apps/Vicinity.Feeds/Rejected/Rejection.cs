using System.Globalization;
using System.Text;
using Vicinity.Client;
using Vicinity.Model;
using Vicinity.Records;

namespace Vicinity.Feeds;

/// <summary>A record that cannot be taken, as it goes to the topic of the rejected ones: its bytes as value, and as headers where it was and why it was rejected.</summary>
/// <param name="From">Its partition.</param>
/// <param name="TopicId">Id of its topic; empty where the broker does not tell.</param>
/// <param name="Offset">Its offset.</param>
/// <param name="Timestamp">Its timestamp, in Unix milliseconds.</param>
/// <param name="Key">Its key, of which the first 1,024 bytes are kept.</param>
/// <param name="Value">Its value, of which the first 65,536 bytes are kept.</param>
/// <param name="Bytes">How long its value was.</param>
/// <param name="Problem">What kind of problem it has.</param>
/// <param name="Reason">Why it is rejected.</param>
public sealed record Rejection(TopicPartition From, Guid TopicId, long Offset, long Timestamp, byte[]? Key, byte[]? Value, int Bytes, string Problem, string Reason)
{
    private const int MostValue = 64 * 1024;
    private const int MostKey = 1024;
    private const int MostReason = 500;
    private const string OffsetHeader = "source.offset";
    private const string TopicIdHeader = "source.topic.id";

    public static Rejection Of(in Record record, TopicPartition from, Guid topicId, string problem, string reason) =>
        new(from, topicId, record.Offset, record.Timestamp, Cut(record.Key, MostKey), Cut(record.Value, MostValue), record.Value.Span.Length, problem, reason);

    /// <summary>The headers of the rejected record.</summary>
    public RecordHeader[] Headers() =>
    [
        Header("problem", Problem),
        Header("reason", Reason.Length > MostReason ? Reason[..MostReason] : Reason),
        Header("source.topic", From.Topic),
        Header(TopicIdHeader, TopicId.ToString()),
        Header("source.partition", Number(From.Partition)),
        Header(OffsetHeader, Number(Offset)),
        Header("source.timestamp", Number(Timestamp)),
        Header("source.bytes", Number(Bytes)),
    ];

    /// <summary>The offset from which on records of a topic have not been rejected yet, as the last rejected record says it.</summary>
    public static long NextAfter(ConsumedRecord? last, Guid topicId)
    {
        if (last is null || Text(last, TopicIdHeader) != topicId.ToString()) return 0;
        return long.TryParse(Text(last, OffsetHeader), NumberStyles.None, CultureInfo.InvariantCulture, out long offset) ? offset + 1 : 0;
    }

    private static byte[]? Cut(NullableBytes bytes, int most) => bytes.HasValue ? bytes.Span[..Math.Min(most, bytes.Span.Length)].ToArray() : null;

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static RecordHeader Header(string name, string value) => new(name, Encoding.UTF8.GetBytes(value));

    private static string? Text(ConsumedRecord record, string name) =>
        record.Headers.FirstOrDefault(h => h.Key == name).Value is { } value ? Encoding.UTF8.GetString(value.Span) : null;
}
