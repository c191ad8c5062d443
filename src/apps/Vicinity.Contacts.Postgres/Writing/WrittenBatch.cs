namespace Vicinity.Contacts.Postgres;

/// <summary>What a batch changed.</summary>
/// <param name="People">People whose state was written.</param>
/// <param name="Contacts">Rows of contacts that were written, new or longer.</param>
/// <param name="Infections">Infections that were written.</param>
/// <param name="TooOld">Reports and contacts that are older than what is kept.</param>
/// <param name="OfErased">Reports and contacts of erased people.</param>
internal readonly record struct WrittenBatch(int People, int Contacts, int Infections, long TooOld, long OfErased);
