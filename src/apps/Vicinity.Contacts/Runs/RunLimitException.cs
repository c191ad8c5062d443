namespace Vicinity.Contacts;

/// <summary>It would be one run, or one person, too many.</summary>
public sealed class RunLimitException(string reason) : Exception(reason);
