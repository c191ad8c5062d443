using System.Runtime.CompilerServices;

namespace Vicinity.Storage;

/// <summary>State of one idempotent producer in one log: its epoch and its last five batches.</summary>
internal sealed class Producer(short epoch)
{
    public const int Remembered = 5;

    private Ring _ring;
    private int _next;

    public short Epoch { get; private set; } = epoch;

    public int Count { get; private set; }

    /// <summary>The log's own time when it last wrote.</summary>
    public long LastLogTimeMs { get; set; }

    public ProducerBatch Last => _ring[(_next + Remembered - 1) % Remembered];

    /// <summary>The i-th remembered batch, the oldest first.</summary>
    public ProducerBatch this[int i] => _ring[(_next + Remembered - Count + i) % Remembered];

    public void Add(short epoch, ProducerBatch batch)
    {
        if (epoch != Epoch)
        {
            Epoch = epoch;
            Count = 0;
        }
        _ring[_next] = batch;
        _next = (_next + 1) % Remembered;
        Count = Math.Min(Count + 1, Remembered);
    }

    [InlineArray(Remembered)]
    private struct Ring
    {
        private ProducerBatch _first;
    }
}
