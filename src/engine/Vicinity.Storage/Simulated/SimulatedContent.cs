using Vicinity.Model;

namespace Vicinity.Storage;

/// <summary>Content of one simulated file: what processes see, what is on disk, and the writes and lengths between the two.</summary>
internal sealed class SimulatedContent
{
    private const int SectorBytes = 512;

    private readonly List<Change> _unsynced = [];
    private byte[] _durable = [];
    private byte[] _current = [];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Bytes => _current.AsSpan(0, Length);

    public int Read(Span<byte> destination, long at)
    {
        if (at >= Length) return 0;
        int count = (int)Math.Min(destination.Length, Length - at);
        _current.AsSpan((int)at, count).CopyTo(destination);
        return count;
    }

    public void Write(ReadOnlySpan<byte> source, long at)
    {
        int end = checked((int)at + source.Length);
        if (end > _current.Length) Array.Resize(ref _current, Math.Max(end, _current.Length * 2));
        if (at > Length) _current.AsSpan(Length, (int)at - Length).Clear();
        source.CopyTo(_current.AsSpan((int)at));
        Length = Math.Max(Length, end);
        _unsynced.Add(new Change(source.ToArray(), (int)at));
    }

    public void SetLength(long length)
    {
        int target = checked((int)length);
        if (target > _current.Length) Array.Resize(ref _current, target);
        if (target > Length) _current.AsSpan(Length, target - Length).Clear();
        Length = target;
        _unsynced.Add(new Change(null, target));
    }

    /// <summary>Makes everything durable, except what a failed sync left behind.</summary>
    public void Sync()
    {
        foreach (Change change in _unsynced)
            if (!change.Abandoned) _durable = Apply(_durable, change.Bytes, change.At);
        _unsynced.RemoveAll(change => !change.Abandoned);
    }

    /// <summary>What is pending will never be made durable by a later sync, though a power failure may still leave any of it.</summary>
    public void FailSync()
    {
        for (int i = 0; i < _unsynced.Count; i++) _unsynced[i] = _unsynced[i] with { Abandoned = true };
    }

    /// <summary>Changes a bit as decay of the medium does: on disk and for readers.</summary>
    public void FlipBit(int at, int bit)
    {
        _current[at] ^= (byte)(1 << bit);
        if (at < _durable.Length) _durable[at] ^= (byte)(1 << bit);
    }

    public void LosePower(Prng prng)
    {
        int way = prng.Next(4);
        foreach (Change change in _unsynced)
        {
            bool survives = way switch { 0 => false, 1 => true, _ => prng.Chance(0.5) };
            if (way == 3 && change.Bytes is not null) Tear(change.Bytes, change.At, prng);
            else if (survives) _durable = Apply(_durable, change.Bytes, change.At);
        }
        _unsynced.Clear();
        _current = (byte[])_durable.Clone();
        Length = _current.Length;
    }

    private void Tear(byte[] bytes, int at, Prng prng)
    {
        if (prng.Chance(0.3))
        {
            _durable = Apply(_durable, bytes[..prng.Next(bytes.Length + 1)], at);
            return;
        }
        for (int from = 0; from < bytes.Length;)
        {
            int to = Math.Min(bytes.Length, ((at + from) / SectorBytes + 1) * SectorBytes - at);
            if (prng.Chance(0.7)) _durable = Apply(_durable, bytes[from..to], at + from);
            from = to;
        }
    }

    private static byte[] Apply(byte[] content, byte[]? bytes, int at)
    {
        if (bytes is null)
        {
            Array.Resize(ref content, at);
            return content;
        }
        if (at + bytes.Length > content.Length) Array.Resize(ref content, at + bytes.Length);
        bytes.CopyTo(content, at);
        return content;
    }

    /// <summary>A write, or (without bytes) a new length.</summary>
    private readonly record struct Change(byte[]? Bytes, int At, bool Abandoned = false);
}
