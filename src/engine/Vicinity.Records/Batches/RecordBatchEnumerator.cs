namespace Vicinity.Records;

/// <summary>
/// Walks the batches in a run of bytes, in order, without decoding records or checking checksums. It stops at the first batch that is not
/// whole, which is normal at the end of a fetched run.
/// </summary>
/// <param name="run">Batches one behind the other; the last may be cut off.</param>
public ref struct RecordBatchEnumerator(ReadOnlySpan<byte> run)
{
    private readonly ReadOnlySpan<byte> _run = run;

    /// <summary>Header of the current batch.</summary>
    public RecordBatchHeader Header { get; private set; }

    /// <summary>Bytes of the current batch.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>Where the current batch begins in the run.</summary>
    public int Position { get; private set; }

    /// <summary>Bytes up to the end of the current batch: what has been walked over.</summary>
    public int Consumed { get; private set; }

    /// <summary>Whether the walk ended at bytes that can be no batch (bad length field or magic), rather than at a cut-off one.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>Steps to the next whole batch; false at the end.</summary>
    public bool MoveNext()
    {
        ReadOnlySpan<byte> rest = _run[Consumed..];
        Current = default;
        if (rest.Length < BatchLayout.HeaderBytes) return false;
        if (!RecordBatchHeader.TryRead(rest, out RecordBatchHeader header) || header.Magic != BatchLayout.Magic)
        {
            IsMalformed = true;
            return false;
        }
        if (header.SizeInBytes > rest.Length) return false;
        Header = header;
        Position = Consumed;
        Current = rest[..header.SizeInBytes];
        Consumed += header.SizeInBytes;
        return true;
    }

    /// <summary>For use in a foreach loop.</summary>
    public readonly RecordBatchEnumerator GetEnumerator() => this;
}
