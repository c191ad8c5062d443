using System.Diagnostics.CodeAnalysis;

namespace Vicinity.Feeds;

/// <summary>Replays a recording into the log. Run it once; its status may be read from any thread.</summary>
/// <typeparam name="T">What a row of the recording holds.</typeparam>
public abstract class ReplayRunner<T> : IEventSource
{
    // Rows that are due this soon go at once: a timer for each row would cost more than it is worth.
    private const long Soon = 5;

    // A timer takes 49 days at most; a pause of a recording may be longer, and the clock may be set meanwhile.
    private const long LongestWait = 3_600_000;

    // From here on a pause is told as one.
    private const long Pause = 60_000;

    private readonly string _name;
    private readonly Func<ITraceReader<T>> _open;
    private readonly ReplayOptions _options;
    private readonly EventWriter<T> _writer;
    private readonly TimeProvider _time;
    private long _events, _earlierBadRows;
    private volatile ITraceReader<T>? _reader;
    private volatile string? _problem;
    private volatile bool _running;

    /// <summary>Prepares a replay.</summary>
    /// <param name="name">What the source is called.</param>
    /// <param name="open">Opens the recording; again for each lap.</param>
    /// <param name="options">How to replay.</param>
    /// <param name="writer">Where events go.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ArgumentException">The speed is not above 0.</exception>
    protected ReplayRunner(string name, Func<ITraceReader<T>> open, ReplayOptions options, EventWriter<T> writer, TimeProvider? time)
    {
        if (ReplayClock.Refuse(options.Speed) is { } reason) throw new ArgumentException($"Speed is {options.Speed}, {reason}");
        (_name, _open, _options, _writer, _time) = (name, open, options, writer, time ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    public SourceStatus Status => new(_name, "replay", Interlocked.Read(ref _events), BadRows, _running, _problem);

    /// <summary>What the current lap has read.</summary>
    public TraceReport? Report => _reader?.Report;

    /// <summary>Which part of the recording the current lap has read, 0 to 1.</summary>
    public double Share => _reader?.Share ?? 0;

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private long BadRows => Interlocked.Read(ref _earlierBadRows) + (Report?.BadRows ?? 0);

    /// <summary>Replays until the end, or until cancelled when it loops; at the end all events are acknowledged or have failed.</summary>
    /// <exception cref="TraceFormatException">The recording cannot be read at all.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public async Task RunAsync(CancellationToken cancel)
    {
        _running = true;
        try
        {
            var clock = new ReplayClock(_options.Speed, _options.KeepTime, (long)_options.HeadStart.TotalMilliseconds);
            do
            {
                long before = Interlocked.Read(ref _events);
                await RunLapAsync(clock, cancel).ConfigureAwait(false);
                if (Interlocked.Read(ref _events) == before)
                {
                    if (_options.Loop) _problem ??= "a whole lap held nothing that could be stored";
                    break;
                }
                clock.NextLap();
            }
            while (_options.Loop);
            await _writer.FlushAsync(cancel).ConfigureAwait(false);
        }
        catch (Exception trouble) when (trouble is not OperationCanceledException)
        {
            _problem = trouble.Message;
            throw;
        }
        finally
        {
            _running = false;
        }
    }

    /// <summary>Makes the event as it is written: at the time that it carries now. False with the reason when there can be none at that time.</summary>
    protected abstract bool TryMove(in T value, long timestamp, out T moved, [NotNullWhen(false)] out string? reason);

    private async Task RunLapAsync(ReplayClock clock, CancellationToken cancel)
    {
        using ITraceReader<T> reader = _open();
        Interlocked.Add(ref _earlierBadRows, Report?.BadRows ?? 0);
        _reader = reader;
        long first = long.MinValue;
        // Without a beginning or an end that is asked for, every row counts, also one that is earlier than the first.
        long from = _options.From > TimeSpan.Zero ? (long)_options.From.TotalMilliseconds : long.MinValue;
        long until = _options.Until is { } end ? (long)end.TotalMilliseconds : long.MaxValue;
        while (reader.TryRead(out TraceRow<T> row))
        {
            if (first == long.MinValue) first = row.PlayAt;
            if (row.PlayAt - first < from || row.PlayAt - first > until) continue;
            long now = Now;
            (long due, long timestamp) = clock.Place(row.PlayAt, row.Timestamp, now);
            if (!TryMove(row.Value, timestamp, out T moved, out string? reason))
            {
                reader.Report.Refuse(row, $"replayed at its turn, its {reason}");
                continue;
            }
            if (due - now > Soon) await WaitAsync(row.Unit, row.Number, due, cancel).ConfigureAwait(false);
            cancel.ThrowIfCancellationRequested();
            try
            {
                await _writer.PostAsync(moved, cancel).ConfigureAwait(false);
                Interlocked.Increment(ref _events);
            }
            catch (TopicLimitException limit)
            {
                _problem = limit.Message;
                reader.Report.Refuse(row, limit.Message);
            }
        }
    }

    private async Task WaitAsync(string unit, long number, long due, CancellationToken cancel)
    {
        string? before = _problem;
        if (due - Now > Pause) _problem = $"the recording pauses: {unit} {number} is due at {DateTimeOffset.FromUnixTimeMilliseconds(due):yyyy-MM-dd HH:mm:ss} UTC";
        for (long left; (left = due - Now) > 0;)
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(left, LongestWait)), _time, cancel).ConfigureAwait(false);
        _problem = before;
    }
}
