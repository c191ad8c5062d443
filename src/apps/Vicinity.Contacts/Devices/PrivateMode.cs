namespace Vicinity.Contacts;

/// <summary>
/// The private mode of a device: it broadcasts rolling identifiers in place of its id, reports no contacts, publishes its keys when its person is positive, and looks for the keys of others in what it
/// has heard. Keys that were published are looked for again when an interval is over, because their owner may have been met since. Thread-safe.
/// </summary>
/// <param name="device">Keys and what was heard; nobody else uses it from now on.</param>
/// <param name="keys">Where its keys are published.</param>
/// <param name="simulation">Name of the simulation; null for none.</param>
/// <param name="times">How often a key's owner must have been heard within the radius.</param>
public sealed class PrivateMode(PrivateDevice device, IKeySink keys, string? simulation = null, int times = 1)
{
    /// <summary>Most published keys that are looked for again; the oldest make room.</summary>
    public const int MostPublished = 10_000;

    // Looking for a key takes some 40 microseconds: in between others get their turn.
    private const int AtOnce = 250;

    private readonly Lock _gate = new();
    private readonly Queue<ExposureKey> _published = [];
    private readonly HashSet<ExposureKey> _known = [];
    private readonly HashSet<UInt128> _sent = [];
    private int _looked = -1;
    private long _notified;

    /// <summary>Called for each notification, with what was heard of whoever it is.</summary>
    public Action<KeyMatch>? Notified { get; init; }

    /// <summary>Notifications so far.</summary>
    public long Notifications => Interlocked.Read(ref _notified);

    /// <summary>Keys of its own that were published, or are on their way.</summary>
    public int Sent
    {
        get
        {
            lock (_gate) return _sent.Count;
        }
    }

    /// <summary>What a report of the person says in this mode: neither whom it met nor who infected it.</summary>
    public static PersonMessage Reported(PersonMessage report) => report with { Contacts = [], InfectedBy = null };

    /// <summary>What a broadcast of the person says in this mode: an identifier in place of who it is.</summary>
    public PersonMessage Broadcast(PersonMessage message)
    {
        lock (_gate) return message with { Person = device.Broadcast(ExposureIntervals.Of(message.Time)).ToUuid() };
    }

    /// <summary>Whether a message is one of its own.</summary>
    public bool IsOwn(PersonMessage message)
    {
        lock (_gate) return device.IsOwn(RollingIdentifier.From(message.Person));
    }

    /// <summary>Somebody else was heard within the radius.</summary>
    public void Hear(PersonMessage message, Place own, long now)
    {
        double x = message.X - own.X, y = message.Y - own.Y;
        lock (_gate) device.Hear(RollingIdentifier.From(message.Person), ExposureIntervals.Of(now), Math.Sqrt((x * x) + (y * y)));
    }

    /// <summary>The person is positive: its keys of the last 14 days are published, each once.</summary>
    /// <exception cref="Client.ClientException">Some were not stored.</exception>
    public async Task PublishAsync(long now, CancellationToken cancel)
    {
        int interval = ExposureIntervals.Of(now);
        ExposureKey[] fresh;
        lock (_gate) fresh = [.. device.Publish(interval, Math.Max(0, interval - (14 * ExposureIntervals.PerDay))).Where(k => _sent.Add(k.Secret))];
        await Task.WhenAll(fresh.Select(k => PublishAsync(k, cancel))).ConfigureAwait(false);
    }

    private async Task PublishAsync(ExposureKey key, CancellationToken cancel)
    {
        try
        {
            await keys.PublishAsync(new PublishedKey(key, simulation), cancel).ConfigureAwait(false);
        }
        catch
        {
            // It goes with those of the next time.
            lock (_gate) _sent.Remove(key.Secret);
            throw;
        }
    }

    /// <summary>Takes in keys that others have published, and looks for them.</summary>
    public void Take(IReadOnlyCollection<ExposureKey> published)
    {
        lock (_gate)
        {
            foreach (ExposureKey key in published)
            {
                if (key.Problem is not null || !_known.Add(key)) continue;
                _published.Enqueue(key);
                if (_published.Count > MostPublished) _known.Remove(_published.Dequeue());
            }
        }
        Match(published);
    }

    /// <summary>Looks again for the keys that are known, once an interval.</summary>
    public void Look(long now)
    {
        int interval = ExposureIntervals.Of(now);
        ExposureKey[] known;
        lock (_gate)
        {
            if (_looked == interval) return;
            _looked = interval;
            while (_published.TryPeek(out ExposureKey oldest) && oldest.RollingEnd + (14 * ExposureIntervals.PerDay) <= interval) _known.Remove(_published.Dequeue());
            known = [.. _published];
        }
        Match(known);
    }

    private void Match(IReadOnlyCollection<ExposureKey> published)
    {
        foreach (ExposureKey[] some in published.Chunk(AtOnce))
        {
            IReadOnlyList<KeyMatch> found;
            lock (_gate) found = device.Match(some, times);
            foreach (KeyMatch match in found)
            {
                Interlocked.Increment(ref _notified);
                Notified?.Invoke(match);
            }
        }
    }
}
