namespace Vicinity.Contacts;

/// <summary>How a store of reports is doing.</summary>
/// <param name="Where">Where it is, without anything secret.</param>
/// <param name="Delayed">Whether it is behind the log by more than a few seconds, or cannot be written.</param>
/// <param name="DelayedSeconds">By how much.</param>
/// <param name="Problem">Why it cannot be written; null where it can.</param>
/// <param name="Reports">Reports that were written by this process.</param>
/// <param name="Contacts">Rows of contacts that this process wrote, new or longer ones.</param>
/// <param name="Infections">Infections that this process wrote.</param>
/// <param name="LeftOut">Reports and contacts that were left out: too old, of erased people, or not to be stored.</param>
public sealed record StoreStatus(string Where, bool Delayed, double DelayedSeconds, string? Problem, long Reports, long Contacts, long Infections, long LeftOut);
