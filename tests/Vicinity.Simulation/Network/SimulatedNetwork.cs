using Vicinity.Model;

namespace Vicinity.Simulation;

/// <summary>
/// Carries messages between nodes and clients, with delays of a long tail, and loses, doubles and reorders them. Links are directed: one way may
/// be cut or slow while the other is not. Not thread-safe.
/// </summary>
internal sealed class SimulatedNetwork
{
    private readonly int _ends;
    private readonly Prng _prng;
    private readonly int[] _cuts;
    private readonly int[] _slowMs;

    /// <param name="ends">How many nodes and clients there are.</param>
    /// <param name="prng">Its chance.</param>
    public SimulatedNetwork(int ends, Prng prng)
    {
        _ends = ends;
        _prng = prng;
        _cuts = new int[ends * ends];
        _slowMs = new int[ends * ends];
    }

    /// <summary>Mean time of a message, in microseconds.</summary>
    public int MeanUs { get; set; } = 500;

    public double Loss { get; set; }

    public double Duplication { get; set; }

    /// <summary>Chance that a message comes very late: up to <see cref="LateMs"/>.</summary>
    public double Lateness { get; set; }

    public int LateMs { get; set; } = 2000;

    /// <summary>Messages lost, doubled and very late so far.</summary>
    public int Lost { get; private set; }

    public int Doubled { get; private set; }

    public int Late { get; private set; }

    public bool IsCut(int from, int to) => _cuts[from * _ends + to] > 0;

    /// <summary>Cuts one direction; as often as it was cut it must be mended.</summary>
    public void Cut(int from, int to) => _cuts[from * _ends + to]++;

    public void Mend(int from, int to) => _cuts[from * _ends + to]--;

    /// <summary>Makes one direction slow by so many milliseconds in the mean; 0 ends it.</summary>
    public void Slow(int from, int to, int ms) => _slowMs[from * _ends + to] = ms;

    /// <summary>Ends all faults.</summary>
    public void Calm()
    {
        Array.Clear(_cuts);
        Array.Clear(_slowMs);
        Loss = Duplication = Lateness = 0;
    }

    /// <summary>When the copies of a message arrive, in microseconds from now; none: it is lost.</summary>
    /// <param name="from">Sender.</param>
    /// <param name="to">Addressee.</param>
    /// <param name="first">The first copy, or -1.</param>
    /// <param name="second">The second copy, or -1.</param>
    public void Route(int from, int to, out long first, out long second)
    {
        first = second = -1;
        if (IsCut(from, to)) return;
        if (Loss > 0 && _prng.Chance(Loss))
        {
            Lost++;
            return;
        }
        first = Delay(from, to);
        if (Duplication > 0 && _prng.Chance(Duplication))
        {
            Doubled++;
            second = Delay(from, to);
        }
    }

    private long Delay(int from, int to)
    {
        double mean = MeanUs + 1000.0 * _slowMs[from * _ends + to];
        double delay = 20 - mean * Math.Log(1 - _prng.NextDouble());
        if (Lateness > 0 && _prng.Chance(Lateness))
        {
            Late++;
            delay += 1000.0 * _prng.Next(LateMs);
        }
        return (long)delay;
    }
}
