using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using Vicinity.Feeds;

namespace Vicinity.Weather.Redis;

/// <summary>
/// Windows in a stream of Redis: what a proxy sends is kept there, and each terminal reads on from where it was. A script refuses a proxy whose term is over, and leaves out a window that is there
/// (same quantity, scope, name, start, end and revision). Thread-safe.
/// </summary>
/// <param name="connection">The connection; it is not closed by this log.</param>
/// <param name="clock">For the pauses.</param>
/// <param name="log">Tells of windows that a terminal cannot get any more.</param>
public sealed partial class RedisWindowLog(RedisConnection connection, TimeProvider clock, ILogger? log = null) : IWindowLog
{
    /// <summary>So many windows are sent, and read, at a time.</summary>
    internal const int MostAtOnce = 500;

    private const string Channel = "windows:new";

    /// <summary>Without a message a feed looks by itself so often: a message may get lost.</summary>
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(500);

    private readonly ILogger _log = log ?? NullLogger.Instance;

    /// <inheritdoc/>
    public async Task SendAsync(IReadOnlyList<Window> windows, long term, CancellationToken cancel)
    {
        RedisKey[] keys = [connection.Key("windows"), connection.Key("windows:identities"), connection.Key("windows:term"), connection.Key("term")];
        foreach (Window[] some in windows.Chunk(MostAtOnce))
        {
            var values = new RedisValue[4 + 3 * some.Length];
            (values[0], values[1], values[2], values[3]) = ((string)connection.Key(Channel)!, term, connection.Settings.KeepMs, connection.Settings.MostWindows);
            for (int i = 0; i < some.Length; i++) (values[4 + 3 * i], values[5 + 3 * i], values[6 + 3 * i]) = (some[i].End, Identity(some[i]), WindowText.Write(some[i]));
            RedisResult answer = await connection.RunAsync(WindowScripts.Append, keys, values, cancel).ConfigureAwait(false);
            long newest = long.Parse((string)answer!, CultureInfo.InvariantCulture);
            if (newest < 0) throw new FencedException(term, -newest);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The position is not one of this log.</exception>
    public async Task RunAsync(string after, WindowHandler handler, CancellationToken cancel)
    {
        if (after.Length > 0 && !IsPosition(after)) throw new ArgumentException($"'{after}' is not a position of this log, such as 1700000000000-0", nameof(after));
        using var signal = new SemaphoreSlim(0);
        IAsyncDisposable? listening = null;
        var pause = new Backoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5));
        bool asked = false;
        try
        {
            while (!cancel.IsCancellationRequested)
            {
                StreamEntry[] page;
                try
                {
                    listening ??= await connection.ListenAsync(Channel, () => Wake(signal), cancel).ConfigureAwait(false);
                    if (!asked && after.Length > 0) await TellOfMissedAsync(after, cancel).ConfigureAwait(false);
                    asked = true;
                    string from = after;
                    page = await connection.CallAsync(database => database.StreamRangeAsync(connection.Key("windows"), from.Length == 0 ? "-" : "(" + from, "+", MostAtOnce), cancel).ConfigureAwait(false);
                    pause.Reset();
                }
                catch (TransportException away)
                {
                    Away(away.Message);
                    await Task.Delay(pause.Next(Random.Shared.NextDouble()), clock, cancel).ConfigureAwait(false);
                    continue;
                }
                if (page.Length > 0)
                {
                    string last = page[^1].Id!;
                    await handler([.. page.Select(Read)], last, cancel).ConfigureAwait(false);
                    after = last;
                }
                if (page.Length < MostAtOnce) await signal.WaitAsync(s_look, cancel).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
        }
        finally
        {
            if (listening is not null) await listening.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Window>> LatestAsync(long from, CancellationToken cancel)
    {
        Dictionary<(Quantity, WindowScope, string, long, long), Window> latest = [];
        string after = "-";
        while (true)
        {
            string start = after;
            StreamEntry[] page = await connection.CallAsync(database => database.StreamRangeAsync(connection.Key("windows"), start, "+", MostAtOnce), cancel).ConfigureAwait(false);
            foreach (Window window in page.Select(Read).Where(window => window.Start >= from))
            {
                (Quantity, WindowScope, string, long, long) place = (window.Quantity, window.Scope, window.Name, window.Start, window.End);
                if (!latest.TryGetValue(place, out Window? other) || other.Revision < window.Revision) latest[place] = window;
            }
            if (page.Length < MostAtOnce) return [.. latest.Values];
            after = "(" + page[^1].Id;
        }
    }

    /// <inheritdoc/>
    public async Task<string> CarriedAsync(CancellationToken cancel) =>
        (string?)await connection.CallAsync(database => database.StringGetAsync(connection.Key("windows:carried")), cancel).ConfigureAwait(false) ?? "";

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The position is not one of this log.</exception>
    public async Task KeepCarriedAsync(string position, long term, CancellationToken cancel)
    {
        if (!IsPosition(position)) throw new ArgumentException($"'{position}' is not a position of this log, such as 1700000000000-0", nameof(position));
        RedisResult answer = await connection.RunAsync(WindowScripts.KeepCarried, [connection.Key("windows:carried"), connection.Key("windows:term"), connection.Key("term")], [position, term], cancel).ConfigureAwait(false);
        long newest = long.Parse((string)answer!, CultureInfo.InvariantCulture);
        if (newest < 0) throw new FencedException(term, -newest);
    }

    /// <summary>Nothing: the connection is another's.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string Identity(Window window) =>
        string.Create(CultureInfo.InvariantCulture, $"{(byte)window.Quantity}|{(byte)window.Scope}|{window.Start}|{window.End}|{window.Revision}|{window.Name}");

    private static Window Read(StreamEntry entry) => WindowText.Read(entry["window"]!);

    private static bool IsPosition(string text)
    {
        string[] parts = text.Split('-');
        return parts.Length == 2 && parts.All(part => ulong.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _));
    }

    private static void Wake(SemaphoreSlim signal)
    {
        // One that is waiting to be seen stands for all.
        if (signal.CurrentCount == 0) signal.Release();
    }

    /// <summary>A terminal that was away longer than windows are kept is told so.</summary>
    private async Task TellOfMissedAsync(string after, CancellationToken cancel)
    {
        StreamEntry[] first = await connection.CallAsync(database => database.StreamRangeAsync(connection.Key("windows"), "-", "+", 1), cancel).ConfigureAwait(false);
        StreamEntry[] there = await connection.CallAsync(database => database.StreamRangeAsync(connection.Key("windows"), after, after, 1), cancel).ConfigureAwait(false);
        if (first.Length > 0 && there.Length == 0 && IsBefore(after, first[0].Id!)) Missed(after, first[0].Id!);
    }

    private static bool IsBefore(string one, string other)
    {
        ulong[] a = [.. one.Split('-').Select(part => ulong.Parse(part, CultureInfo.InvariantCulture))], b = [.. other.Split('-').Select(part => ulong.Parse(part, CultureInfo.InvariantCulture))];
        return a[0] < b[0] || (a[0] == b[0] && a[1] < b[1]);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "windows cannot be read, trying again: {Reason}")]
    private partial void Away(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "windows after {After} are not kept any more: the oldest is {Oldest}")]
    private partial void Missed(string after, string oldest);
}
