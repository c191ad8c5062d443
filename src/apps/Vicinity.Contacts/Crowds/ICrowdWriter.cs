using System.Buffers;

namespace Vicinity.Contacts;

/// <summary>Writes what the people of a crowd report, tick by tick, as records for the log. Not thread-safe.</summary>
public interface ICrowdWriter
{
    /// <summary>Looks at the tick of the crowd that has been last; <see cref="TryWrite"/> then writes its records, all of them before the crowd's next tick.</summary>
    /// <param name="time">When the tick was, in Unix milliseconds.</param>
    void Look(long time);

    /// <summary>Writes the next record of the tick: its key, then its value.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="key">Length of the key.</param>
    /// <param name="reports">For how many people's reports the record stands.</param>
    /// <returns>False where all have been written, and nothing was.</returns>
    bool TryWrite(IBufferWriter<byte> output, out int key, out int reports);
}
