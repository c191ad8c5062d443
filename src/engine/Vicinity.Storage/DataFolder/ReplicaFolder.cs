namespace Vicinity.Storage;

/// <summary>A replica on disk.</summary>
/// <param name="Id">Uuid of the replica; made with the folder, never given to another.</param>
/// <param name="Topic">Name of its topic.</param>
/// <param name="TopicId">Uuid of its topic: a topic made again under its name is another one.</param>
/// <param name="Partition">Number of its partition.</param>
/// <param name="Path">The folder; its log lies in it.</param>
public sealed record ReplicaFolder(Guid Id, string Topic, Guid TopicId, int Partition, string Path);
