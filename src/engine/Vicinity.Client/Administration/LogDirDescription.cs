using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Client;

/// <summary>A folder of a node that holds replicas.</summary>
/// <param name="Path">The folder.</param>
/// <param name="Error">Why it cannot be used; none when it can.</param>
/// <param name="TotalBytes">Size of its disk, -1 for unknown.</param>
/// <param name="UsableBytes">Room left on its disk, -1 for unknown.</param>
/// <param name="Replicas">Size of each replica in bytes.</param>
public sealed record LogDirDescription(string Path, ErrorCode Error, long TotalBytes, long UsableBytes, IReadOnlyDictionary<TopicPartition, long> Replicas);
