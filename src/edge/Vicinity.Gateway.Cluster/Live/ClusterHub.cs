using Microsoft.AspNetCore.Http;

namespace Vicinity.Gateway.Cluster;

/// <summary>The live hub of the cluster: who connects is pushed the whole at once, then what changes.</summary>
internal sealed class ClusterHub(LiveReaders<ClusterReader> readers) : LiveHub<ClusterReader>(readers)
{
    protected override ClusterReader Welcome(HttpContext request) => new();
}
