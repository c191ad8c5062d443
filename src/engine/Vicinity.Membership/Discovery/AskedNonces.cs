namespace Vicinity.Membership;

/// <summary>Nonces of the last questions, to know answers by. Not thread-safe.</summary>
internal sealed class AskedNonces
{
    private const int Capacity = 32;

    private readonly Queue<UInt128> _nonces = new();

    public void Add(UInt128 nonce)
    {
        if (_nonces.Count == Capacity) _nonces.Dequeue();
        _nonces.Enqueue(nonce);
    }

    public bool Contains(UInt128 nonce) => _nonces.Contains(nonce);
}
