namespace Vicinity.Contacts;

/// <summary>A comparison would be one too many.</summary>
public sealed class ComparisonLimitException(string reason) : Exception(reason);
