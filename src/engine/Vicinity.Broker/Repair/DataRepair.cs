using System.Collections.Immutable;
using Vicinity.Model;
using Vicinity.Records;
using Vicinity.Storage;

namespace Vicinity.Broker;

/// <summary>
/// Looks at the data folder of a node that does not run, and repairs what only this node has: logs without other voters are rewritten from what can be read, the
/// cluster's own log gets records for all topics whose folders are there. What others have is left to be renewed from them when the node starts. Everything
/// that is replaced is set aside, never deleted.
/// </summary>
public static class DataRepair
{
    private const int ProducerIdsAhead = 1000;
    private const int MostRangesShown = 20;

    /// <summary>Says what is damaged, and changes nothing.</summary>
    /// <param name="path">The data folder.</param>
    /// <exception cref="BrokerException">It is no data folder, or in use.</exception>
    public static IReadOnlyList<DataFinding> Check(string path) => Understandably(path, () =>
    {
        var findings = new List<DataFinding>();
        Describe(DataCheck.Run(PhysicalFileSystem.Instance, Path.GetFullPath(path)), findings);
        return findings;
    });

    /// <summary>Repairs what can be repaired and says what is lost.</summary>
    /// <param name="path">The data folder.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="BrokerException">It is no data folder, or in use; or the node's identity cannot be read.</exception>
    public static IReadOnlyList<DataFinding> Repair(string path, TimeProvider? time = null) => Understandably(path, () => Repair(PhysicalFileSystem.Instance, Path.GetFullPath(path), time ?? TimeProvider.System));

    internal static IReadOnlyList<DataFinding> Repair(IFileSystem files, string path, TimeProvider time)
    {
        var findings = new List<DataFinding>();
        DataReport report = DataCheck.Run(files, path);
        if (report.Identity is not { } identity) throw new BrokerException(report.IdentityFault ?? $"'{path}' does not say which node it belongs to: it was never started");
        ReplicaReport? cluster = report.Replicas.FirstOrDefault(r => r.Topic == TopicName.Cluster);
        ClusterImage image = ImageOf(files, cluster, findings);
        if (report.VotesFault is not null)
        {
            string aside = DataFolder.SetVotesAside(files, path);
            findings.Add(new($"the journal of votes cannot be read and is now {aside}: replicas with other voters will be renewed from them, and damage at the end of a log cannot be distinguished from a torn write this time", DataFindingKind.Repaired));
        }

        RestoreIdentities(files, report, identity, image, findings);
        using DataFolder folder = DataFolder.Open(files, path);
        bool isAlone = IsAlone(report, cluster, image, identity.NodeId);
        foreach (ReplicaReport damaged in DataCheck.Run(folder).Replicas.Where(r => !r.IsSound)) Mend(folder, damaged, identity.NodeId, isAlone, time, findings);
        if (isAlone) RecordTopics(folder, identity.NodeId, image, report.Replicas.Max(r => (long?)r.LargestProducerId) ?? -1, time, findings);
        if (findings.Count == 0) findings.Add(new("nothing is damaged", DataFindingKind.Sound));
        return findings;
    }

    private static void Describe(DataReport report, List<DataFinding> findings)
    {
        if (report.IdentityFault is not null) findings.Add(new(report.IdentityFault, DataFindingKind.Damaged));
        if (report.VotesFault is not null) findings.Add(new(report.VotesFault, DataFindingKind.Damaged));
        foreach (ReplicaReport replica in report.Replicas)
        {
            if (replica.Replica is null) findings.Add(new($"{replica.Name}: its file 'replica' cannot be read", DataFindingKind.Damaged));
            if (replica.Base is null) findings.Add(new($"{replica.Name}: nothing of its log can be read", DataFindingKind.Damaged));
            Tell(replica, findings, DataFindingKind.Damaged);
            if (replica.Corrected > 0) findings.Add(new($"{replica.Name}: {replica.Corrected} entries have a wrong offset or epoch, which follows from the entries before them", DataFindingKind.Damaged));
            if (replica.IsSound) findings.Add(new($"{replica.Name}: {replica.Entries} entries, offsets {replica.Base!.Position.Offset} to {replica.End.Offset}{(replica.TornBytes > 0 ? $"; {replica.TornBytes} bytes of a torn write behind them, which a start cuts" : "")}", DataFindingKind.Sound));
        }

        foreach (string aside in report.SetAside) findings.Add(new($"{aside} was set aside before, and nothing uses it", DataFindingKind.Sound));
    }

    private static void Tell(ReplicaReport replica, List<DataFinding> findings, DataFindingKind kind)
    {
        foreach (LostRange lost in replica.Lost.Take(MostRangesShown))
            findings.Add(new(lost.To > lost.From ? $"{replica.Name}: offsets {lost.From} to {lost.To - 1} are lost ({lost.Reason})" : $"{replica.Name}: an entry without records at offset {lost.From} is lost ({lost.Reason})", kind));
        if (replica.Lost.Count > MostRangesShown) findings.Add(new($"{replica.Name}: {replica.Lost.Count - MostRangesShown} further ranges are lost", kind));
    }

    /// <summary>What can be read of the cluster's own log.</summary>
    private static ClusterImage ImageOf(IFileSystem files, ReplicaReport? cluster, List<DataFinding> findings)
    {
        var builder = new ClusterImage.Builder(ClusterImage.Empty);
        if (cluster is null) return builder.Build();
        LogSalvage.Read(files, cluster.Path, _ => SyncedBound.None, (ReadOnlySpan<byte> entry, in RecordBatchHeader header) =>
        {
            if (ClusterSalvage.Apply(builder, entry, header) is string fault) findings.Add(new(fault, DataFindingKind.Lost));
        });
        return builder.Build();
    }

    /// <summary>Rewrites the files 'replica' that cannot be read: voters and the cluster's own log say which replica it is.</summary>
    private static void RestoreIdentities(IFileSystem files, DataReport report, Storage.NodeIdentity identity, ClusterImage image, List<DataFinding> findings)
    {
        foreach (ReplicaReport replica in report.Replicas.Where(r => r.Replica is null))
        {
            ClusterTopic? topic = image.Topics.GetValueOrDefault(replica.Topic);
            PartitionAssignment? recorded = topic is not null && (uint)replica.Partition < (uint)topic.Partitions.Length ? topic.Partitions[replica.Partition] : null;
            Guid id = replica.Voters.Where(v => v.NodeId == identity.NodeId).Select(v => v.ReplicaId).Append(recorded?.On(identity.NodeId)?.ReplicaId ?? Guid.Empty).First();
            if (id == Guid.Empty || replica.Partition < 0)
            {
                findings.Add(new($"{replica.Name}: nothing says who the replica is; the node sets it aside when it starts", DataFindingKind.Damaged));
                continue;
            }

            Guid topicId = replica.Topic == TopicName.Cluster ? LeadershipTable.ClusterTopicId : topic?.Id ?? Guid.NewGuid();
            DataFolder.RestoreIdentity(files, new ReplicaFolder(id, replica.Topic, topicId, replica.Partition, replica.Path));
            findings.Add(new($"{replica.Name}: its file 'replica' was rewritten", DataFindingKind.Repaired));
        }
    }

    /// <summary>Whether this node is the whole cluster, as far as anything says.</summary>
    private static bool IsAlone(DataReport report, ReplicaReport? cluster, ClusterImage image, int nodeId)
    {
        if (image.Nodes.Keys.Any(n => n != nodeId)) return false;
        return cluster is { Voters: [var only] } ? only.NodeId == nodeId : report.Replicas.All(r => r.Voters.All(v => v.NodeId == nodeId));
    }

    private static void Mend(DataFolder folder, ReplicaReport damaged, int nodeId, bool isAlone, TimeProvider time, List<DataFinding> findings)
    {
        if (damaged.Replica is not { } replica) return;
        var self = new Voter(nodeId, replica.Id);
        bool isSole = damaged.Voters is [var only] ? only == self : damaged.Voters.Count == 0 && isAlone;
        if (!isSole)
        {
            Tell(damaged, findings, DataFindingKind.Damaged);
            findings.Add(new($"{damaged.Name}: other nodes have replicas of it, from which this node copies it again when it is started; it is left as it is", DataFindingKind.Damaged));
            return;
        }

        string aside = LogRepair.Repair(folder, damaged, replica, self, time);
        Tell(damaged, findings, DataFindingKind.Lost);
        findings.Add(new($"{damaged.Name}: rewritten from {damaged.Entries} entries; readers skip the lost offsets, and they are not used again. The old folder is {aside}", DataFindingKind.Repaired));
    }

    /// <summary>Gives the cluster's own log of a node that is alone a record of each topic whose folders are there: what it does not name a start removes.</summary>
    private static void RecordTopics(DataFolder folder, int nodeId, ClusterImage image, long largestProducerId, TimeProvider time, List<DataFinding> findings)
    {
        List<ReplicaFolder> folders = [.. folder.EnumerateReplicas()];
        ReplicaFolder? cluster = folders.Find(f => f.Topic == TopicName.Cluster);
        bool isNew = cluster is null;
        if (isNew && folders.Count == 0) return;
        var records = new List<KeyedRecord>();
        foreach (var topic in folders.Where(f => f.Topic != TopicName.Cluster).GroupBy(f => f.Topic))
        {
            if (image.Topics.GetValueOrDefault(topic.Key)?.Id == topic.First().TopicId) continue;
            records.Add(ClusterRecord.Of(TopicOf(topic.Key, [.. topic], nodeId)));
            findings.Add(new($"topic {topic.Key}: the cluster's own log did not name it any more, and does so again; its settings are lost and have their defaults", DataFindingKind.Lost));
        }

        long nextProducerId = Math.Max(image.NextProducerId, largestProducerId + 1) + ProducerIdsAhead;
        if (records.Count == 0 && !isNew && image.NextProducerId > largestProducerId) return;
        records.Add(ClusterRecord.Reserving(nextProducerId));
        cluster ??= folder.CreateReplica(TopicName.Cluster, LeadershipTable.ClusterTopicId, 0);
        if (isNew) findings.Add(new("the cluster's own log was missing and was made again", DataFindingKind.Repaired));
        Append(folder, cluster, new Voter(nodeId, cluster.Id), records, time);
    }

    private static ClusterTopic TopicOf(string name, IReadOnlyList<ReplicaFolder> folders, int nodeId)
    {
        var partitions = Enumerable.Range(0, folders.Max(f => f.Partition) + 1)
            .Select(p => new PartitionAssignment([new Voter(nodeId, folders.FirstOrDefault(f => f.Partition == p)?.Id ?? Guid.NewGuid())]));
        var settings = name == TopicName.ConsumerOffsets ? InternalTopics.ConsumerOffsets : ImmutableSortedDictionary<string, string>.Empty;
        return new ClusterTopic(name, folders[0].TopicId, [.. partitions], settings);
    }

    private static void Append(DataFolder folder, ReplicaFolder cluster, Voter self, List<KeyedRecord> records, TimeProvider time)
    {
        using PartitionLog log = PartitionLog.Open(folder.FileSystem, cluster.Path, new LogOptions { FirstVoters = [self] }, folder.Votes.BoundOf(cluster.Id), time);
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (log.LastEpoch == 0) log.AppendMarker(1, self.NodeId, [self], now);
        foreach (KeyedRecord record in records)
        {
            using var builder = new RecordBatchBuilder(int.MaxValue);
            builder.TryAppend(now, record.Key.Span, NullableBytes.From(record.Value));
            log.Append(builder.Complete().ToArray(), log.LastEpoch);
        }

        log.Sync();
        folder.Votes.RecordBounds([(cluster.Id, log.SyncedBound)]);
    }

    private static T Understandably<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (DataFolderException e)
        {
            throw new BrokerException(e.Message, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BrokerException($"cannot work on the data folder {path}: {e.Message}", e);
        }
    }
}
