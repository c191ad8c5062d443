namespace Vicinity.Storage;

/// <summary>
/// Votes that were on disk cannot be read, so no replica of the node may vote under its old uuid again: all of them have to be
/// set aside, and begun again under new uuids.
/// </summary>
public sealed class VoteJournalDamagedException(string path, long position)
    : IOException($"the vote journal '{path}' is damaged at byte {position}, and records follow that were on disk; every replica of this node needs a new uuid");
