namespace Vicinity.Broker;

/// <summary>A node that has registered with the cluster.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Host">Host on which clients and nodes reach it.</param>
/// <param name="Port">Port on which clients and nodes reach it.</param>
/// <param name="ClusterReplica">Uuid of its replica of the cluster's own log.</param>
internal sealed record ClusterNode(int Id, string Host, int Port, Guid ClusterReplica);
