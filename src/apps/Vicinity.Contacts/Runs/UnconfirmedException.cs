namespace Vicinity.Contacts;

/// <summary>The log has not confirmed a change, so it is not known whether it is stored.</summary>
public sealed class UnconfirmedException(string reason, Exception cause) : Exception(reason, cause);
