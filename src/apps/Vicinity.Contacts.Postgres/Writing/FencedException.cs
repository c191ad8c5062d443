namespace Vicinity.Contacts.Postgres;

/// <summary>Another consumer has written from the same partition since: what is in memory is out of date, and nothing of it was stored.</summary>
internal sealed class FencedException(string message) : Exception(message);
