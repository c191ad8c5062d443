namespace Vicinity.Client;

/// <summary>
/// What a connection is for. Answers leave a connection in the order of its requests, so a request that the broker holds (a fetch, a join) would
/// hold up all behind it.
/// </summary>
internal enum ConnectionPurpose
{
    /// <summary>Requests that are answered at once.</summary>
    General,

    /// <summary>Fetches, which wait for data.</summary>
    Fetch,

    /// <summary>Group membership: joins wait for the other members.</summary>
    Membership,
}
