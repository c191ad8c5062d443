using System.Net;

namespace Vicinity.Membership;

/// <summary>
/// What goes out is signed here, and what comes in is let through or not: rate, shape, tag, time, nonce, content, in this order, so that what costs
/// most is done for the fewest. Counts what was turned away. Not thread-safe.
/// </summary>
/// <param name="key">The cluster's key; null: nothing is signed, and signed datagrams are not taken.</param>
/// <param name="limits">How much is taken.</param>
public sealed class DatagramGate(ClusterKey? key, DatagramLimits limits)
{
    private readonly long[] _counts = new long[Enum.GetValues<DatagramVerdict>().Length];
    private readonly ReplayWindow _replays = new(limits.MaxSkewMs, limits.RememberedNonces);
    private readonly SourceLimits _sources = new(limits);

    /// <summary>Whether datagrams are signed.</summary>
    public bool IsSigning => key is not null;

    /// <summary>How often a verdict was given.</summary>
    public long Count(DatagramVerdict verdict) => _counts[(int)verdict];

    /// <summary>The bytes of a datagram, signed if there is a key.</summary>
    /// <param name="datagram">What to say.</param>
    /// <param name="maxBytes">Most bytes that may come out.</param>
    /// <returns>The bytes: a question always <see cref="DatagramLimits.MaxBytes"/>, so that no answer is longer; null when not even the least fits into <paramref name="maxBytes"/>.</returns>
    public byte[]? Seal(Datagram datagram, int maxBytes = DatagramLimits.MaxBytes)
    {
        // The least is an answer with the longest cluster id, host and controllers, and no members.
        const int Least = DatagramCodec.HeaderBytes + 16 + 1 + DatagramText.MaxClusterId + 4 + 1 + DatagramText.MaxHost + 2 + 1 + (4 * DatagramCodec.MaxControllers) + 1;
        int tag = key is null ? 0 : ClusterKey.TagBytes;
        maxBytes = Math.Min(maxBytes, DatagramLimits.MaxBytes);
        if (maxBytes < Least + tag) return null;
        byte[] buffer = new byte[maxBytes];
        int length = DatagramCodec.Encode(datagram, key is not null, buffer.AsSpan(0, maxBytes - tag));
        if (datagram is AskDatagram) length = maxBytes - tag;
        key?.Sign(buffer.AsSpan(0, length), buffer.AsSpan(length, tag));
        return length + tag == buffer.Length ? buffer : buffer[..(length + tag)];
    }

    /// <summary>The datagram in bytes that came from <paramref name="source"/>, or null: then the verdict was counted.</summary>
    public Datagram? Open(ReadOnlySpan<byte> bytes, IPAddress source, DiscoveryTime now)
    {
        Datagram? datagram = null;
        DatagramVerdict verdict = _sources.Allows(source, now.MonotonicMs) ? Judge(bytes, now, out datagram) : DatagramVerdict.TooMany;
        _counts[(int)verdict]++;
        return datagram;
    }

    private DatagramVerdict Judge(ReadOnlySpan<byte> bytes, DiscoveryTime now, out Datagram? datagram)
    {
        datagram = null;
        if (!DatagramCodec.TryReadHeader(bytes, out bool isSigned)) return DatagramVerdict.Malformed;
        if (key is null && isSigned) return DatagramVerdict.WrongKey;
        if (key is not null)
        {
            if (!isSigned) return DatagramVerdict.Unsigned;
            if (bytes.Length < DatagramCodec.HeaderBytes + ClusterKey.TagBytes) return DatagramVerdict.Malformed;
            ReadOnlySpan<byte> tag = bytes[^ClusterKey.TagBytes..];
            bytes = bytes[..^ClusterKey.TagBytes];
            if (!key.Verifies(bytes, tag)) return DatagramVerdict.WrongKey;
            DatagramVerdict verdict = _replays.Take(DatagramCodec.NonceOf(bytes), DatagramCodec.UnixMsOf(bytes), now);
            if (verdict != DatagramVerdict.Accepted) return verdict;
        }

        datagram = DatagramCodec.Decode(bytes);
        return datagram is null ? DatagramVerdict.Malformed : DatagramVerdict.Accepted;
    }
}
