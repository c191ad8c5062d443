namespace Vicinity.Contacts;

/// <summary>What the compact messages have in common; docs/formats/contacts.md describes them byte by byte.</summary>
public static class CompactForm
{
    /// <summary>First byte of every compact message: one that no JSON text, and no UTF-8 text at all, begins with.</summary>
    public const byte First = 0xC1;

    /// <summary>People of a chunk of a crowd; the last chunk may have fewer.</summary>
    public const int ChunkPeople = 1024;

    /// <summary>Ticks from one key frame of a chunk to the next.</summary>
    public const int KeyEvery = 16;

    /// <summary>Largest coordinate that a message may hold.</summary>
    internal const int MaxPlace = SimulationParameters.MaxSide;

    /// <summary>Largest squared distance of a contact in a frame.</summary>
    internal const int MaxSquared = (int)(SimulationParameters.MaxRadius * SimulationParameters.MaxRadius);

    /// <summary>Entries about contacts in one record; a chunk with more of them at a tick takes several records. At 14 bytes each these are less than half a megabyte.</summary>
    internal const int MaxEntries = 30_000;

    /// <summary>Longest name of a simulation, in bytes: 64 characters.</summary>
    internal const int MaxNameBytes = 256;

    /// <summary>Whether a message is a compact one.</summary>
    public static bool Is(ReadOnlySpan<byte> message) => message is [First, ..];
}
