using System.Buffers;
using Vicinity.Client;
using Vicinity.Model;
using Vicinity.Records;

namespace Vicinity.Weather;

/// <summary>The topic of windows, as proxies and terminals see it: a chain of records, each with windows as JSON and a <see cref="WindowsMark"/> as header.</summary>
internal static class WindowLog
{
    /// <summary>Most windows of a record; each takes up to 500 bytes.</summary>
    public const int MostWindows = 1_500;

    private const int MostLast = 8;

    /// <summary>Its only partition.</summary>
    public static TopicPartition PartitionOf(WeatherOptions options) => new(options.WindowsTopic, 0);

    /// <summary>Value of a record.</summary>
    public static byte[] Encode(IReadOnlyList<Window> windows)
    {
        var output = new ArrayBufferWriter<byte>(256 * Math.Max(1, windows.Count));
        WindowJson.Write(output, windows);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Headers of a record.</summary>
    public static RecordHeader[] HeadersOf(WindowsMark mark) => [new RecordHeader(WindowsMark.Header, mark.ToBytes())];

    /// <summary>Windows of a record that counts.</summary>
    /// <exception cref="MessageException">They cannot be read.</exception>
    public static IReadOnlyList<Window> Decode(ReadOnlySpan<byte> value) => WindowJson.ReadAll(value);

    /// <summary>Reads what a proxy that begins has to know.</summary>
    /// <param name="topics">The log.</param>
    /// <param name="windows">The partition.</param>
    /// <param name="take">Called with the windows of each record that counts.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="ClientException">The log does not answer.</exception>
    public static async Task<WindowLogEnd> ReadAsync(LogTopics topics, TopicPartition windows, Action<IReadOnlyList<Window>> take, CancellationToken cancel)
    {
        (_, long first, long end) = await topics.PlaceAsync(windows, cancel).ConfigureAwait(false);
        WindowsMark? last = null;
        await topics.ReadAsync(windows, Math.Max(first, end - MostLast), end, r => last = WindowsMark.Of(r.Headers) ?? last, cancel).ConfigureAwait(false);
        long from = last is { } known && known.Base >= first ? known.Base : first;
        bool isKnown = from == last?.Base;
        var chain = new Chain();
        WindowsMark? counts = null;
        var passed = new Queue<(long Offset, long Watermark)>();
        await topics.ReadAsync(
            windows, from, end,
            record =>
            {
                if (WindowsMark.Of(record.Headers) is not { } mark) return;
                if (isKnown && record.Offset == from) chain.StartAt(mark.Link);
                else if (chain.Take(mark.Link) == ChainPlace.None) return;
                counts = mark;
                passed.Enqueue((record.Offset, mark.Watermark));
                try
                {
                    take(Decode(record.Value));
                }
                catch (MessageException)
                {
                    // It counts, and nobody can read it: what was in it is told again.
                }
            },
            cancel).ConfigureAwait(false);
        return new WindowLogEnd(chain, counts, first, end, passed, isKnown ? from : -1);
    }
}
