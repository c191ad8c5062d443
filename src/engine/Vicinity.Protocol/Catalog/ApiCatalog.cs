using System.Collections.Frozen;

namespace Vicinity.Protocol;

/// <summary>All APIs that have message classes, in the order of their keys.</summary>
public static partial class ApiCatalog
{
    /// <summary>Every known API.</summary>
    public static IReadOnlyList<ApiDescription> All { get; } = Build();

    private static readonly FrozenDictionary<ApiKey, ApiDescription> s_byKey = All.ToFrozenDictionary(api => api.Key);

    /// <summary>The API with this key, or null.</summary>
    public static ApiDescription? Find(ApiKey key) => s_byKey.GetValueOrDefault(key);
}
