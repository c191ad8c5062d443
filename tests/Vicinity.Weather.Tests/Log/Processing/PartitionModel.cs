using Vicinity.Model;

namespace Vicinity.Weather.Tests;

/// <summary>
/// A partition with any number of servers that work on it at once, each of which may be paused, killed or late with what it has sent; and the direct computation of what must come out. All from a seed.
/// </summary>
internal sealed class PartitionModel(ulong seed)
{
    private const long Begin = 1_700_000_000_000;

    private readonly Prng _prng = new(seed);
    private readonly List<Reading> _readings = [];
    private readonly List<Step?> _steps = [];
    private readonly List<Server> _servers = [];
    // In every second one what windows hold seldom fits one step.
    private readonly int _mostParts = seed % 2 == 0 ? 3 : 1_000;
    private long _time = Begin;

    public WindowRules Rules { get; private set; } = new() { WindowMs = 1_000, LatenessMs = 200, CorrectableMs = 86_400_000 };

    public IReadOnlyList<Reading> Readings => _readings;

    public IReadOnlyList<Step?> Steps => _steps;

    public int Zombies { get; private set; }

    public int Takeovers { get; private set; }

    public void Run(int rounds)
    {
        for (int i = 0; i < rounds; i++) Go();
        Finish();
    }

    private void Go()
    {
        switch (_prng.Next(12))
        {
            case 0 or 1 or 2: Measure(); break;
            case 3 when _servers.Count < 3: _servers.Add(new Server(this)); break;
            case 4 when _servers.Count > 0: Kill(_prng.Next(_servers.Count)); break;
            case 5 when _prng.Next(6) == 0: _steps.Add(null); break;
            case 6 when _prng.Next(20) == 0: Rules = Rules with { LatenessMs = 100 + _prng.Next(300) }; break;
            default:
                if (_servers.Count == 0) return;
                Server server = _servers[_prng.Next(_servers.Count)];
                if (!server.Go(_prng)) _servers.Remove(server);
                break;
        }
    }

    private void Measure()
    {
        for (int i = _prng.Next(20); i > 0; i--)
        {
            _time += _prng.Next(60);
            if (_readings.Count > 0 && _prng.Next(8) == 0)
            {
                // Sent again, as after a lost answer.
                _readings.Add(_readings[_prng.Next(_readings.Count)]);
                continue;
            }
            long time = _prng.Next(5) == 0 ? Math.Max(Begin, _time - _prng.Next(4_000)) : _time;
            _readings.Add(new Reading($"s{_prng.Next(5)}", _readings.Count, (ReadingKind)(1 + _prng.Next(3)), time, _prng.Next(100) / 2.0, _prng.Next(100), _prng.Next(3) == 0 ? "" : $"p{_prng.Next(2)}"));
        }
    }

    private void Kill(int index)
    {
        // What it has sent may be stored all the same, by and by.
        if (_servers[index].Sent is { } sent && _prng.Next(2) == 0) _steps.Add(sent);
        _servers.RemoveAt(index);
    }

    /// <summary>The last server reads all, and the clock closes all windows.</summary>
    private void Finish()
    {
        while (_servers.Count > 0) Kill(0);
        var last = new Server(this);
        for (int i = 0; i < 10_000 && !last.HasFinished; i++)
            if (!last.Finish(_time + 100_000)) last = new Server(this);
        last.HasFinished.ShouldBeTrue($"seed {seed}");
    }

    /// <summary>A server with state of its own.</summary>
    private sealed class Server
    {
        private readonly PartitionModel _model;
        private readonly PartitionWork _work;
        private long _sentAt = -1;
        private bool _closed;

        public Server(PartitionModel model)
        {
            _model = model;
            var history = new StepHistory();
            Step? last = model._steps.FindLast(s => s is not null);
            long from = last?.CheckpointAt ?? -1;
            for (int at = (int)Math.Max(0, from); at < model._steps.Count; at++)
            {
                if (model._steps[at] is not { } step) history.Skip(at);
                else if (at == from) history.StartAt(at, step);
                else history.Take(at, step);
            }
            byte[] id = new byte[16];
            for (int i = 0; i < id.Length; i++) id[i] = (byte)model._prng.Next(256);
            _work = new PartitionWork(model.Rules, new Guid(id), history, new ReadingsPlace(Guid.Empty, 0, model._readings.Count), 0, model._mostParts);
            _work.LacksState.ShouldBeFalse();
            if (history.Last is not null) model.Takeovers++;
        }

        public Step? Sent { get; private set; }

        public bool HasFinished { get; private set; }

        /// <summary>Does something; false when it has seen that another one has taken over.</summary>
        public bool Go(Prng prng)
        {
            switch (prng.Next(5))
            {
                case 0 or 1: Read(prng.Next(30)); return true;
                case 2 when _sentAt >= 0: return Hear();
                case 3 when Sent is not null && _sentAt < 0: Store(); return true;
                case 4 when Sent is null: Send(prng.Next(4) == 0 ? _work.Watermark == Step.None ? Begin : _work.Watermark + prng.Next(2_500) : Step.None, prng.Next(5) == 0); return true;
                default: return true;
            }
        }

        /// <summary>Goes on until all is read and closed.</summary>
        public bool Finish(long watermark)
        {
            Read(1_000);
            if (Sent is null)
            {
                if (_work.TryDraft(out _)) Send(Step.None, false);
                else if (_work.Open > 0) Send(Step.None, false);
                else if (!_closed)
                {
                    Send(watermark, false);
                    _closed = true;
                }
                else HasFinished = true;
                return true;
            }
            Store();
            return Hear();
        }

        private void Read(int most)
        {
            long from = _work.Next, to = Math.Min(from + most, _model._readings.Count);
            for (long offset = from; offset < to; offset++)
            {
                Reading reading = _model._readings[(int)offset];
                if (!_work.Begin(offset, _model._time + 10_000)) continue;
                var raw = new RawReading(System.Text.Encoding.UTF8.GetBytes(reading.Sensor), reading.Number, reading.Kind, reading.Time, reading.First, reading.Second, System.Text.Encoding.UTF8.GetBytes(reading.Place));
                _work.Count(raw, -1).ShouldBeNull();
            }
            _work.Reach(to);
        }

        private void Send(long advanceTo, bool withCheckpoint)
        {
            if (!_work.IsLive) return;
            if (!_work.TryDraft(out Step draft))
            {
                _work.Cut(_model._time + 10_000, advanceTo, withCheckpoint);
                _work.TryDraft(out draft).ShouldBeTrue();
            }
            Sent = draft;
            _sentAt = -1;
        }

        private void Store()
        {
            _sentAt = _model._steps.Count;
            _model._steps.Add(Sent);
        }

        private bool Hear()
        {
            Step sent = Sent!;
            for (long at = _work.StepsNext; at <= _sentAt; at++)
            {
                if (_work.See(at, _model._steps[(int)at])) continue;
                _model.Zombies++;
                return false;
            }
            _sentAt = -1;
            Sent = null;
            return _work.Chain.Last == sent.Link;
        }
    }
}
