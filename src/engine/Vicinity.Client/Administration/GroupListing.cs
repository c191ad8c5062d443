namespace Vicinity.Client;

/// <summary>A consumer group in a list.</summary>
/// <param name="Id">Its id.</param>
/// <param name="ProtocolType">"consumer", or empty when it has offsets but never had members.</param>
/// <param name="State">Its state; empty when the broker does not tell.</param>
public sealed record GroupListing(string Id, string ProtocolType, string State);
