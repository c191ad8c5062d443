namespace Vicinity.Broker;

/// <summary>The garbage collector's heap, as far as <see cref="HeapRelease"/> needs it.</summary>
internal interface ICollectedHeap
{
    /// <summary>Bytes in use after the last <see cref="Mark"/>.</summary>
    long LiveBytes { get; }

    /// <summary>Finds out in the background what is in use.</summary>
    void Mark();

    /// <summary>Moves what is in use together and gives the rest back to the system. All threads wait for it: about a tenth of a second for 100 MB in use.</summary>
    void Compact();
}
