namespace Vicinity.Contacts.Postgres;

/// <summary>
/// Reads the compact frames of the crowds in one partition. A frame tells what has changed since the one before, so the latest key frames are needed to go on: <see cref="WarmFrom"/> says
/// from where on. Bounded: of too many simulations the one heard of longest ago is forgotten. Not thread-safe.
/// </summary>
internal sealed class CrowdReader(ContactsOptions options)
{
    private const int MostTicks = 8_192;
    private const long UsualTickMs = 1_000;

    // Whoever has been silent for so long begins with a key frame again soon.
    private const long SilentMs = 10 * 60_000;

    private readonly Dictionary<string, CrowdRun> _runs = new(StringComparer.Ordinal);

    /// <summary>Frames that did not fit those before.</summary>
    public long Misfits { get; private set; }

    /// <summary>Offset of the first record that is needed to go on with the crowds; null where none is.</summary>
    public long? WarmFrom
    {
        get
        {
            long latest = _runs.Count == 0 ? 0 : _runs.Values.Max(r => r.Latest);
            long warm = _runs.Values.Where(r => latest - r.Latest < SilentMs && r.Keys.Count > 0).Select(r => r.Keys.Values.Min()).DefaultIfEmpty(long.MaxValue).Min();
            return warm == long.MaxValue ? null : warm;
        }
    }

    /// <summary>Takes a frame in, and adds what it tells.</summary>
    /// <returns>False where it does not fit those before; people of its chunk are known again from the next key frame on.</returns>
    public bool Take(in CrowdFrame frame, long offset, List<PersonMessage> reports, List<CrowdContact> contacts)
    {
        if (!_runs.TryGetValue(frame.Simulation, out CrowdRun? run))
        {
            if (_runs.Count >= options.MostSimulations) _runs.Remove(_runs.MinBy(r => r.Value.Latest).Key);
            _runs[frame.Simulation] = run = new CrowdRun(frame.Simulation, options);
        }
        run.Note(frame, offset);
        var telling = new Telling(run, frame, reports, contacts);
        try
        {
            run.Crowd.Apply(frame, ref telling);
            return true;
        }
        catch (MessageException)
        {
            Misfits++;
            return false;
        }
    }

    private sealed class CrowdRun(string name, ContactsOptions options)
    {
        private readonly Dictionary<int, long> _times = [];
        private readonly List<Guid> _ids = [];
        private int _lastTick = -1;
        private long _lastTime, _tickMs = UsualTickMs;

        public FramedCrowd Crowd { get; } = new(options.MostPeople, options.MostOpenContacts);

        /// <summary>By chunk, the offset of its latest key frame.</summary>
        public Dictionary<int, long> Keys { get; } = [];

        public string Name => name;

        public long Latest { get; private set; }

        public void Note(in CrowdFrame frame, long offset)
        {
            Latest = Math.Max(Latest, frame.Time);
            if (frame.Kind == CompactKind.KeyFrame) Keys[frame.Chunk] = offset;
            if (frame.Tick > _lastTick)
            {
                if (_lastTick >= 0 && frame.Time > _lastTime) _tickMs = Math.Max(1, (frame.Time - _lastTime) / (frame.Tick - _lastTick));
                (_lastTick, _lastTime) = (frame.Tick, frame.Time);
            }
            if (_times.Count >= MostTicks) _times.Clear();
            _times[frame.Tick] = frame.Time;
        }

        /// <summary>When a tick was; of one that was not heard of, as far as the length of ticks tells.</summary>
        public long TimeOf(int tick) => _times.TryGetValue(tick, out long time) ? time : _lastTime - (_lastTick - tick) * _tickMs;

        public Guid IdOf(int person)
        {
            while (_ids.Count <= person) _ids.Add(PersonIds.Of(name, _ids.Count));
            return _ids[person];
        }
    }

    private readonly struct Telling(CrowdRun run, CrowdFrame frame, List<PersonMessage> reports, List<CrowdContact> contacts) : IFrameVisitor
    {
        public void Person(int person, int x, int y, Health health, bool diedInfected, bool isolated, int source, int infectedAt)
        {
            var report = new PersonMessage
            {
                Person = run.IdOf(person),
                X = x,
                Y = y,
                Infected = health == Health.Infected || diedInfected,
                Alive = health != Health.Dead,
                Time = frame.Time,
                Health = health,
                Isolated = isolated ? true : null,
                Simulation = run.Name,
                Tick = frame.Tick,
                InfectedBy = source >= 0 ? run.IdOf(source) : null,
            };
            // A key frame tells of infections since the one before it, when those were.
            if (source >= 0 && infectedAt < frame.Tick)
                reports.Add(report with { Alive = true, Infected = true, Time = run.TimeOf(infectedAt), Tick = infectedAt, Health = health == Health.Exposed ? health : Health.Infected });
            reports.Add(report);
        }

        public void Contact(int one, int other, int from, int to, int squaredClosest)
        {
            var interval = new ContactInterval(run.TimeOf(from), run.TimeOf(to), from, to, Math.Round(Math.Sqrt(squaredClosest), 3));
            contacts.Add(new CrowdContact(run.Name, run.IdOf(one), run.IdOf(other), interval));
            contacts.Add(new CrowdContact(run.Name, run.IdOf(other), run.IdOf(one), interval));
        }
    }
}
