using Vicinity.Model;

namespace Vicinity.Simulation;

/// <summary>An idempotent producer: sends batches with sequence numbers, several at once, and repeats each until it is told that it is stored. Not thread-safe.</summary>
internal sealed class Producer
{
    private const int RetryUs = 250_000;

    private readonly Simulation _sim;
    private readonly int _end;
    private readonly int _window;
    private readonly int _meanUs;
    private readonly Prng _prng;
    private readonly List<(ProduceAsked Batch, int Number, int Attempt)> _outstanding = [];
    private int _sent;
    private int _nextSequence;
    private int _leader;

    /// <param name="sim">The run.</param>
    /// <param name="end">Its end of the network.</param>
    /// <param name="id">Its producer id.</param>
    /// <param name="meanMs">Mean time between two batches.</param>
    /// <param name="prng">Its chance.</param>
    public Producer(Simulation sim, int end, int id, int meanMs, Prng prng)
    {
        _sim = sim;
        _end = end;
        Id = id;
        _prng = prng;
        _meanUs = meanMs * 1000;
        _window = prng.Next(1, 4);
        _leader = prng.Next(sim.Nodes.All.Count);
        _sim.Queue.Add(prng.Next(_meanUs), Produce);
    }

    public int Id { get; }

    /// <summary>Batches that are not acknowledged yet.</summary>
    public int Outstanding => _outstanding.Count;

    /// <summary>Sends no new batches while true; those under way are repeated on.</summary>
    public bool IsStopped { get; set; }

    /// <summary>Sends one more batch now.</summary>
    public void ProduceOne()
    {
        var batch = new ProduceAsked(Id, _nextSequence, _prng.Next(1, 4), _sim.NextLabel());
        _nextSequence += batch.Width;
        _outstanding.Add((batch, _sent++, 0));
        Send(batch);
    }

    public void Receive(ProduceAnswered answer)
    {
        int at = _outstanding.FindIndex(o => o.Batch == answer.Asked);
        if (at < 0) return;
        if (answer.Error == ClientError.None)
        {
            _outstanding.RemoveAt(at);
            return;
        }
        _leader = answer.LeaderId >= 0 ? answer.LeaderId : _prng.Next(_sim.Nodes.All.Count);
        RepeatAfter(_outstanding[at], _prng.Next(10_000, 60_000));
    }

    private void Produce()
    {
        // A log remembers five batches of a producer: none may be sent so far ahead of one that is not acknowledged.
        if (!IsStopped && (_outstanding.Count == 0 || _sent - _outstanding[0].Number < _window)) ProduceOne();
        _sim.Queue.Add(_sim.NowUs + 1 + (long)(-_meanUs * Math.Log(1 - _prng.NextDouble())), Produce);
    }

    private void Send(ProduceAsked batch)
    {
        int at = _outstanding.FindIndex(o => o.Batch == batch);
        _outstanding[at] = (batch, _outstanding[at].Number, _outstanding[at].Attempt + 1);
        _sim.Send(_end, _leader, batch);
        (ProduceAsked, int, int) sent = _outstanding[at];
        _sim.Queue.Add(_sim.NowUs + RetryUs + _prng.Next(RetryUs), () =>
        {
            if (!_outstanding.Contains(sent)) return;
            _leader = _prng.Next(_sim.Nodes.All.Count);
            Send(batch);
        });
    }

    /// <summary>Repeats a batch after a refusal, unless it was repeated meanwhile: of several answers to one attempt only the first counts.</summary>
    private void RepeatAfter((ProduceAsked Batch, int Number, int Attempt) refused, int us) => _sim.Queue.Add(_sim.NowUs + us, () =>
    {
        if (_outstanding.Contains(refused)) Send(refused.Batch);
    });
}
