namespace Vicinity.Membership;

/// <summary>
/// Tells signed datagrams that were seen before, or that are too old to know: a nonce is remembered as long as its time would be accepted. Bounded:
/// when full, nothing new is taken until something has grown old. Not thread-safe.
/// </summary>
internal sealed class ReplayWindow(int maxSkewMs, int capacity)
{
    private readonly HashSet<UInt128> _seen = [];
    private readonly Queue<(UInt128 Nonce, long Until)> _order = new();

    /// <summary>Takes a datagram whose tag is right.</summary>
    /// <param name="nonce">Its nonce.</param>
    /// <param name="unixMs">Its time.</param>
    /// <param name="now">The time here.</param>
    public DatagramVerdict Take(UInt128 nonce, long unixMs, DiscoveryTime now)
    {
        if (unixMs < now.UnixMs - maxSkewMs || unixMs > now.UnixMs + maxSkewMs) return DatagramVerdict.WrongTime;
        while (_order.TryPeek(out (UInt128 Nonce, long Until) oldest) && oldest.Until < now.MonotonicMs)
        {
            _order.Dequeue();
            _seen.Remove(oldest.Nonce);
        }

        if (_seen.Contains(nonce)) return DatagramVerdict.Repeated;
        if (_seen.Count == capacity) return DatagramVerdict.TooMany;
        _seen.Add(nonce);
        _order.Enqueue((nonce, now.MonotonicMs + 2L * maxSkewMs));
        return DatagramVerdict.Accepted;
    }
}
