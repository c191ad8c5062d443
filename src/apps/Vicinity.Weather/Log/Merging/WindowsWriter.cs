using Vicinity.Client;

namespace Vicinity.Weather;

/// <summary>Writes records of windows, each when the one before it is known to count. For one user at a time.</summary>
internal sealed class WindowsWriter(WeatherOptions options, Producer producer, LogTopics topics, WindowLogEnd end)
{
    private readonly Guid _writer = Guid.NewGuid();
    private readonly Chain _chain = end.Chain;
    private WindowsMark? _last = end.Last;
    private long _next = end.Next, _base = end.Base;

    /// <summary>Stores windows.</summary>
    /// <param name="windows">The windows.</param>
    /// <param name="work">From where they came.</param>
    /// <param name="isLast">Whether all that were complete are stored with them; before, a proxy that takes over has to read what this one had to.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>False when another proxy's record counts instead.</returns>
    /// <exception cref="ClientException">Whether they are stored is not known.</exception>
    public async Task<bool> WriteAsync(IReadOnlyList<Window> windows, MergeWork work, bool isLast, CancellationToken cancel)
    {
        ChainLink link = _chain.Last is { } last ? new ChainLink(last.Number + 1, _writer, last.Writer) : new ChainLink(end.First, _writer, Guid.Empty);
        if (isLast) MoveBase(work.Final);
        var mark = new WindowsMark(
            link, _base, isLast ? work.Final : _last?.Final ?? Step.None, isLast ? work.Watermark : _last?.Watermark ?? Step.None, isLast ? work.From : _last?.Steps ?? [.. work.From.Select(_ => -1L)]);
        RecordPosition stored = await producer.SendAsync(options.WindowsTopic, default, WindowLog.Encode(windows), WindowLog.HeadersOf(mark), partition: 0).WaitAsync(cancel).ConfigureAwait(false);
        if (stored.Offset < _next) return false;
        if (stored.Offset > _next)
        {
            await topics.ReadAsync(
                WindowLog.PartitionOf(options), _next, stored.Offset, r =>
                {
                    if (WindowsMark.Of(r.Headers) is { } other) _chain.Take(other.Link);
                },
                cancel).ConfigureAwait(false);
        }
        if (_chain.Take(link) == ChainPlace.None || _chain.Last != link) return false;
        _next = stored.Offset + 1;
        _last = mark;
        end.Passed.Enqueue((stored.Offset, mark.Watermark));
        return true;
    }

    /// <summary>The records before the first one with windows that can still change need not be read again.</summary>
    private void MoveBase(long final)
    {
        while (end.Passed.TryPeek(out (long Offset, long Watermark) passed) && passed.Watermark <= final)
        {
            _base = passed.Offset;
            end.Passed.Dequeue();
        }
    }
}
