using System.Net;

namespace Vicinity.Membership;

/// <summary>Other nodes that ask: those that were heard lately. Bounded. Not thread-safe.</summary>
internal sealed class AskerTable
{
    private const int Capacity = 1000;

    private readonly Dictionary<UInt128, Asker> _askers = [];

    public IReadOnlyCollection<Asker> All => _askers.Values;

    public void Note(AskDatagram ask, IPEndPoint source, long now)
    {
        if (_askers.Count == Capacity && !_askers.ContainsKey(ask.Sender)) return;
        _askers[ask.Sender] = new Asker(ask, new IPEndPoint(source.Address, ask.Port), now);
    }

    /// <summary>Forgets nodes that were silent since <paramref name="time"/>.</summary>
    public void ForgetBefore(long time)
    {
        foreach (UInt128 silent in _askers.Where(a => a.Value.Heard < time).Select(a => a.Key).ToList()) _askers.Remove(silent);
    }

    /// <summary>Counts all nodes as heard now.</summary>
    public void Refresh(long now)
    {
        foreach ((UInt128 id, Asker asker) in _askers.ToList()) _askers[id] = asker with { Heard = now };
    }

    public void Clear() => _askers.Clear();

    /// <param name="Ask">What it said last.</param>
    /// <param name="Address">Where it is going to serve.</param>
    /// <param name="Heard">When.</param>
    internal readonly record struct Asker(AskDatagram Ask, IPEndPoint Address, long Heard);
}
