using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>All handlers by API. ApiVersions is answered from this table, so that it cannot promise what is not there.</summary>
internal sealed class HandlerTable
{
    private readonly IRequestHandler?[] _byKey = new IRequestHandler?[128];
    private readonly List<OfferedApi> _offered = [];

    /// <summary>Ranges offered, by API number.</summary>
    public IReadOnlyList<OfferedApi> Offered => _offered;

    public void Add(IRequestHandler handler)
    {
        int key = (int)handler.Offered.ApiKey;
        if (_byKey[key] is not null) throw new ArgumentException($"api {key} has two handlers");
        _byKey[key] = handler;
        _offered.Add(handler.Offered);
        _offered.Sort((a, b) => a.ApiKey.CompareTo(b.ApiKey));
    }

    /// <summary>The handler of an API in a version, or null when it is not offered. ApiVersions takes any version, to answer what it knows.</summary>
    public IRequestHandler? Find(ApiKey key, short version)
    {
        if ((uint)key >= (uint)_byKey.Length || _byKey[(int)key] is not IRequestHandler handler) return null;
        return key == ApiKey.ApiVersions || (version >= handler.Offered.MinVersion && version <= handler.Offered.MaxVersion) ? handler : null;
    }

    /// <summary>Text for the log: the versions of an API that are offered.</summary>
    public string DescribeOffer(ApiKey key) =>
        (uint)key < (uint)_byKey.Length && _byKey[(int)key] is IRequestHandler handler
            ? $"; versions {handler.Offered.MinVersion} to {handler.Offered.MaxVersion} are"
            : "";
}
