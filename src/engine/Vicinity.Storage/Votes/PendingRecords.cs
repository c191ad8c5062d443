using System.Buffers;

namespace Vicinity.Storage;

/// <summary>Records that go to the journal with one write, and what became of it. Guarded by the journal.</summary>
internal sealed class PendingRecords
{
    /// <summary>Their bytes.</summary>
    public ArrayBufferWriter<byte> Records { get; } = new();

    /// <summary>Whether the write has ended, one way or the other.</summary>
    public bool IsDone { get; set; }

    /// <summary>Set when there was no room: none of them is in the journal.</summary>
    public DiskFullException? Failure { get; set; }
}
