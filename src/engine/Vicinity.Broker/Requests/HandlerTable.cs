using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>All handlers by API. ApiVersions is answered from this table, so that it cannot promise what is not there.</summary>
internal sealed class HandlerTable
{
    private readonly Dictionary<ApiKey, IRequestHandler> _byKey = [];
    private readonly List<OfferedApi> _offered = [];

    /// <summary>Requests of clients are looked at when it has completed, in their order; those of nodes, and ApiVersions, at once.</summary>
    public Task Ready { get; init; } = Task.CompletedTask;

    /// <summary>Ranges offered, by API number.</summary>
    public IReadOnlyList<OfferedApi> Offered => _offered;

    public void Add(IRequestHandler handler)
    {
        if (!_byKey.TryAdd(handler.Offered.ApiKey, handler)) throw new ArgumentException($"api {handler.Offered.ApiKey} has two handlers");
        _offered.Add(handler.Offered);
        _offered.Sort((a, b) => a.ApiKey.CompareTo(b.ApiKey));
    }

    /// <summary>The handler of an API in a version, or null when it is not offered. ApiVersions takes any version, to answer what it knows.</summary>
    public IRequestHandler? Find(ApiKey key, short version)
    {
        if (!_byKey.TryGetValue(key, out IRequestHandler? handler)) return null;
        return key == ApiKey.ApiVersions || (version >= handler.Offered.MinVersion && version <= handler.Offered.MaxVersion) ? handler : null;
    }

    /// <summary>Text for the log: the versions of an API that are offered.</summary>
    public string DescribeOffer(ApiKey key) =>
        _byKey.TryGetValue(key, out IRequestHandler? handler)
            ? $"; versions {handler.Offered.MinVersion} to {handler.Offered.MaxVersion} are"
            : "";
}
