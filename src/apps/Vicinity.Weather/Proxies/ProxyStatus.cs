namespace Vicinity.Weather;

/// <summary>What a proxy does.</summary>
/// <param name="Term">The term under which it works; null while another one does.</param>
/// <param name="Windows">Windows that it sent.</param>
/// <param name="Corrections">Those of them that were corrections.</param>
/// <param name="Problem">Why it cannot work at the moment; null when it can.</param>
public sealed record ProxyStatus(long? Term, long Windows, long Corrections, string? Problem);
