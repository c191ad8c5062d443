using Vicinity.Protocol;

namespace Vicinity.Client;

/// <summary>The versions of each API that a broker offers. Immutable.</summary>
internal sealed class BrokerVersions
{
    private readonly Dictionary<ApiKey, ApiRange> _ranges = [];
    private readonly BrokerAddress _address;

    public BrokerVersions(ApiVersionsResponse response, BrokerAddress address)
    {
        _address = address;
        foreach (ApiVersionsResponseApiKey api in response.ApiKeys) _ranges[(ApiKey)api.ApiKey] = new ApiRange(api.MinVersion, api.MaxVersion);
    }

    private BrokerVersions() => _ranges[ApiKey.ApiVersions] = new ApiRange(0, 3);

    /// <summary>What a connection may send before it has asked: nothing but the question.</summary>
    public static BrokerVersions OfVersionsAlone { get; } = new();

    public short? TryNegotiate(ApiKey api, ApiRange ours, short maxVersion) =>
        _ranges.TryGetValue(api, out ApiRange theirs) ? new ApiRange(ours.Lowest, Math.Min(ours.Highest, maxVersion)).HighestCommon(theirs) : null;

    public short Negotiate(ApiKey api, ApiRange ours, short maxVersion) =>
        TryNegotiate(api, ours, maxVersion)
        ?? throw new UnsupportedApiException(api, new ApiRange(ours.Lowest, Math.Min(ours.Highest, maxVersion)), _ranges.TryGetValue(api, out ApiRange theirs) ? theirs : null, _address.ToString());
}
