using System.Globalization;
using StackExchange.Redis;

namespace Vicinity.Weather.Redis;

/// <summary>
/// Keeps coefficients in Redis: a sorted set for each kind, ordered by detection time; a set of the identities of all readings in them; and the order in which moments got something new.
/// A script changes all of them together, so a reading that comes again, from whichever server, and with whatever value, changes nothing. Thread-safe.
/// </summary>
/// <remarks>
/// A coefficient whose detection time is longer ago than <see cref="RedisSettings.KeepMs"/> is not stored; <see cref="NotKeptAsync"/> counts those. What Redis has said to be stored is still
/// there after a crash only with its settings <c>appendonly yes</c> and <c>appendfsync always</c>.
/// </remarks>
/// <param name="connection">The connection; it is not closed by this store.</param>
public sealed class RedisCoefficientStore(RedisConnection connection) : ICoefficientStore
{
    /// <summary>So many at a time: other callers of Redis wait no longer than some milliseconds.</summary>
    internal const int MostAtOnce = 500;

    /// <summary>So many are read at a time.</summary>
    internal const int PageSize = 10_000;

    /// <summary>Names of all kinds, as they stand in keys.</summary>
    private static readonly string[] s_kinds = ["", "air", "pollution", "wind"];

    /// <inheritdoc/>
    public async Task<int> AddAsync(IReadOnlyList<Coefficient> coefficients, CancellationToken cancel)
    {
        int added = 0;
        foreach (IGrouping<ReadingKind, Coefficient> kind in coefficients.GroupBy(coefficient => coefficient.Reading.Kind))
            foreach (Coefficient[] some in kind.Chunk(MostAtOnce)) added += await AddAsync(kind.Key, some, cancel).ConfigureAwait(false);
        return added;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Coefficient>> ReadAsync(ReadingKind kind, long from, long before, CancellationToken cancel)
    {
        RedisKey key = KindKey(kind);
        List<Coefficient> found = [];
        HashSet<string> atLast = [];
        long last = from;
        int size = PageSize;
        while (last < before)
        {
            (long start, int count) = (last, size);
            SortedSetEntry[] page = await connection.CallAsync(database => database.SortedSetRangeByScoreWithScoresAsync(key, start, before, Exclude.Stop, Order.Ascending, 0, count), cancel).ConfigureAwait(false);
            int fresh = 0;
            foreach (SortedSetEntry entry in page)
            {
                string member = entry.Element!;
                var time = (long)entry.Score;
                if (time > last) atLast.Clear();
                last = time;
                if (!atLast.Add(member)) continue;
                found.Add(StoredCoefficient.Read(member, kind, time));
                fresh++;
            }
            if (page.Length < count) break;
            // The same moment fills a whole page: only a larger one gets past it.
            if (fresh == 0) size = checked(size * 2);
        }
        return found;
    }

    /// <inheritdoc/>
    public async Task<StoreChanges> ChangesAsync(long since, long windowMs, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(windowMs);
        SortedSet<long> windows = [];
        while (true)
        {
            var answer = (RedisResult[])(await connection.RunAsync(StoreScripts.Changes, [connection.Key("changes"), connection.Key("counter")], [since, PageSize], cancel).ConfigureAwait(false))!;
            since = long.Parse((string)answer[0]!, CultureInfo.InvariantCulture);
            foreach (RedisResult time in answer.AsSpan(1)) windows.Add(Math.DivRem(long.Parse((string)time!, CultureInfo.InvariantCulture), windowMs).Quotient);
            if (answer.Length <= PageSize) return new StoreChanges([.. windows], since);
        }
    }

    /// <summary>How many coefficients went before their time because there were too many, and how many were too old when they came.</summary>
    /// <exception cref="TransportException">Redis is away.</exception>
    public async Task<(long Bound, long Expired)> NotKeptAsync(CancellationToken cancel)
    {
        RedisValue[] counts = await connection.CallAsync(database => database.HashGetAsync(connection.Key("notkept"), ["bound", "expired"]), cancel).ConfigureAwait(false);
        return (counts[0].IsNull ? 0 : (long)counts[0], counts[1].IsNull ? 0 : (long)counts[1]);
    }

    /// <summary>Nothing: the connection is another's.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<int> AddAsync(ReadingKind kind, Coefficient[] some, CancellationToken cancel)
    {
        RedisSettings settings = connection.Settings;
        var values = new RedisValue[3 + 3 * some.Length];
        (values[0], values[1], values[2]) = (settings.KeepMs, settings.HeldMs, settings.MostCoefficients);
        for (int i = 0; i < some.Length; i++)
        {
            (values[3 + 3 * i], values[4 + 3 * i], values[5 + 3 * i]) = (some[i].Reading.Time, StoredCoefficient.Identity(some[i].Reading), StoredCoefficient.Rest(some[i]));
        }
        RedisKey[] keys = [KindKey(kind), connection.Key("identities"), connection.Key("changes"), connection.Key("counter"), connection.Key("notkept")];
        try
        {
            return (int)await connection.RunAsync(StoreScripts.Add, keys, values, cancel).ConfigureAwait(false);
        }
        catch (TransportException full) when (full.InnerException is RedisServerException { Message: var message } && message.Contains("FULL", StringComparison.Ordinal))
        {
            throw new TransportException(
                $"the store has {settings.MostCoefficients} coefficients of the kind {s_kinds[(int)kind]} that are younger than {settings.HeldMs} ms, which is the most that it may: these are not stored", full);
        }
    }

    private RedisKey KindKey(ReadingKind kind) => kind is ReadingKind.Air or ReadingKind.Pollution or ReadingKind.Wind
        ? connection.Key("coefficients:" + s_kinds[(int)kind])
        : throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such kind of reading");
}
