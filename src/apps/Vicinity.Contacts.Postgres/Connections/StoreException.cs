namespace Vicinity.Contacts.Postgres;

/// <summary>The store cannot be used as it is set up; the message says what to do.</summary>
public sealed class StoreException(string message, Exception? inner = null) : Exception(message, inner);
