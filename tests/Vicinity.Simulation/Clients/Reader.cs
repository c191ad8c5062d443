using Vicinity.Model;

namespace Vicinity.Simulation;

/// <summary>Reads the partition from its start on, from whatever node it finds, again and again. Not thread-safe.</summary>
internal sealed class Reader
{
    private readonly Simulation _sim;
    private readonly int _end;
    private readonly Prng _prng;
    private readonly int _id;
    private long _offset;
    private int _node;

    public Reader(Simulation sim, int end, int id, Prng prng)
    {
        _sim = sim;
        _end = end;
        _id = id;
        _prng = prng;
        _sim.Queue.Add(prng.Next(20_000), Read);
    }

    public void Receive(ReadAnswered answer)
    {
        if (answer.Error == ClientError.OffsetOutOfRange && answer.Asked.Offset == _offset)
        {
            _offset = Math.Max(_offset, answer.LogStart);
            return;
        }
        long expected = answer.Asked.Offset;
        foreach (LogEntry batch in answer.Batches)
        {
            _sim.Checks.Returned(batch, expected);
            expected = batch.Position.Offset;
        }
        if (answer.Asked.Offset == _offset) _offset = expected;
    }

    private void Read()
    {
        if (_prng.Chance(0.2)) _node = _prng.Next(_sim.Nodes.All.Count);
        if (_prng.Chance(0.02)) _offset = 0;
        _sim.Send(_end, _node, new ReadAsked(_id, _offset));
        _sim.Queue.Add(_sim.NowUs + _prng.Next(10_000, 60_000), Read);
    }
}
