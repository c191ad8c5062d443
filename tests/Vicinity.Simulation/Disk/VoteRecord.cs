using Vicinity.Model;

namespace Vicinity.Simulation;

/// <summary>Epoch and vote on disk: one record, written whole or not at all. Not thread-safe.</summary>
internal sealed class VoteRecord
{
    private (int Epoch, Voter? Voted)? _pending;

    public int Epoch { get; private set; }

    public Voter? Voted { get; private set; }

    /// <summary>A record is written, and not yet on disk.</summary>
    public void Write(int epoch, Voter? voted) => _pending = (epoch, voted);

    /// <summary>The record is on disk.</summary>
    public void CompleteSync()
    {
        if (_pending is not { } record) return;
        (Epoch, Voted) = record;
        _pending = null;
    }

    /// <summary>Power fails: a record under way is on disk, or is not.</summary>
    public void LosePower(Prng prng)
    {
        if (prng.Chance(0.5)) CompleteSync();
        _pending = null;
    }
}
