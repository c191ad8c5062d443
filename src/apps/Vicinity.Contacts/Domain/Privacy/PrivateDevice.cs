namespace Vicinity.Contacts;

/// <summary>
/// A device of the private mode. It makes a key a day, broadcasts an identifier derived from it in place of who it is, and keeps what it hears. Nothing of that leaves
/// the device, until its owner is positive and publishes the keys of the last days: then others find in what they have heard themselves that they met somebody.
/// Pure: random bytes and the time come as arguments. Not thread-safe.
/// </summary>
public sealed class PrivateDevice
{
    /// <summary>Most keys that a device keeps; the oldest make room.</summary>
    public const int MostKeys = 256;

    private readonly Func<UInt128> _random;
    private readonly HeardIdentifiers _heard;
    private readonly List<ExposureKey> _keys = [];
    private readonly HeardBounds _bounds;
    private readonly HashSet<UInt128> _told = [];
    private (UInt128 Secret, int Interval) _current = (0, -1);
    private RollingIdentifier _identifier, _before;

    /// <param name="random">128 random bits, of a generator that nobody can foretell.</param>
    /// <param name="bounds">What it keeps of what it hears, and what counts.</param>
    public PrivateDevice(Func<UInt128> random, HeardBounds? bounds = null)
    {
        _bounds = bounds ?? new HeardBounds();
        (_random, _heard) = (random, new HeardIdentifiers(_bounds));
    }

    /// <summary>What it has heard.</summary>
    public HeardIdentifiers Heard => _heard;

    /// <summary>What to broadcast in an interval, in place of who it is. Intervals do not go back by more than a key lasts: a device whose clock was set back makes a new key.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The interval is negative.</exception>
    public RollingIdentifier Broadcast(int interval)
    {
        ExposureKey key = KeyOf(interval);
        if (_current != (key.Secret, interval)) (_current, _before, _identifier) = ((key.Secret, interval), _identifier, KeySchedule.Identifier(key.Secret, interval));
        return _identifier;
    }

    /// <summary>Whether it broadcasts an identifier now, or did so before that.</summary>
    public bool IsOwn(RollingIdentifier identifier) => _current.Interval >= 0 && (identifier == _identifier || identifier == _before);

    /// <summary>A broadcast was heard; its own ones are passed over.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The interval or the distance is negative or no number.</exception>
    public void Hear(RollingIdentifier identifier, int interval, double distance)
    {
        if (IsOwn(identifier)) return;
        _heard.Hear(identifier, interval, distance);
    }

    /// <summary>
    /// The keys to publish when the owner is positive. That of the day ends with the interval and the next broadcast has a new one, so what is published says nothing of
    /// what comes after it.
    /// </summary>
    /// <param name="interval">The interval now.</param>
    /// <param name="since">First interval that others are to know of; the key of its whole day is published.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval is negative.</exception>
    public IReadOnlyList<ExposureKey> Publish(int interval, int since)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(interval);
        var published = new List<ExposureKey>();
        for (int i = 0; i < _keys.Count; i++)
        {
            ExposureKey key = _keys[i];
            if (key.RollingStart > interval || key.RollingEnd <= since) continue;
            if (key.RollingEnd > interval + 1L) _keys[i] = key = key with { RollingPeriod = interval + 1 - key.RollingStart };
            published.Add(key);
        }
        return published;
    }

    /// <summary>Looks for published keys whose owner it has heard for long enough and near enough; each is told once.</summary>
    /// <param name="keys">The published keys.</param>
    /// <param name="times">How often it must have heard it near.</param>
    /// <param name="cancel">Ends the search.</param>
    public IReadOnlyList<KeyMatch> Match(IEnumerable<ExposureKey> keys, int times = 1, CancellationToken cancel = default)
    {
        var told = new List<KeyMatch>();
        foreach (KeyMatch match in _heard.Find(keys.Where(k => !IsOwn(k) && !_told.Contains(k.Secret)), cancel))
        {
            if (match.Near < times) continue;
            if (_told.Count >= _bounds.Most) _told.Clear();
            if (_told.Add(match.Key.Secret)) told.Add(match);
        }
        return told;
    }

    private bool IsOwn(ExposureKey key)
    {
        foreach (ExposureKey own in _keys)
        {
            if (own.Secret == key.Secret) return true;
        }
        return false;
    }

    private ExposureKey KeyOf(int interval)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(interval);
        for (int i = _keys.Count - 1; i >= 0; i--)
        {
            if (_keys[i].RollingStart <= interval && interval < _keys[i].RollingEnd) return _keys[i];
        }
        _keys.RemoveAll(k => k.RollingEnd + _bounds.Intervals <= interval);
        if (_keys.Count == MostKeys) _keys.RemoveAt(0);
        // A key is for the day, unless the day has one that was published, and so has ended before, or begins later.
        int start = ExposureIntervals.StartOfDay(interval), end = (int)Math.Min(int.MaxValue, (long)start + ExposureIntervals.PerDay);
        foreach (ExposureKey key in _keys)
        {
            if (key.RollingEnd <= interval) start = (int)Math.Max(start, key.RollingEnd);
            else end = Math.Min(end, key.RollingStart);
        }
        var made = new ExposureKey(_random(), start, end - start);
        _keys.Add(made);
        return made;
    }
}
