using Vicinity.Protocol;

namespace Vicinity.Client;

/// <summary>A broker does not offer an API, or in no version that this client speaks.</summary>
public sealed class UnsupportedApiException(ApiKey api, ApiRange ours, ApiRange? theirs, string address)
    : ClientException(theirs is { } range
        ? $"{address} offers {api} in versions {range}, this client speaks {ours}."
        : $"{address} does not offer {api}.")
{
    /// <summary>The API.</summary>
    public ApiKey Api { get; } = api;
}
