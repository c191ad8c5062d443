using Vicinity.Model;
using Vicinity.Records;

namespace Vicinity.Storage;

/// <summary>
/// Rewrites the log of a replica from what can be read of it: the same entries at the same offsets; lost offsets are covered by empty batches, so that readers pass over
/// them and nothing else ever gets them. The old folder is set aside. Only for a replica without other voters: others have what it lost.
/// </summary>
public static class LogRepair
{
    /// <summary>Repairs one replica.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="report">What was found.</param>
    /// <param name="replica">The identity of the replica; its path does not matter.</param>
    /// <param name="self">The replica as its only voter.</param>
    /// <param name="time">The clock.</param>
    /// <returns>Where the old folder is now.</returns>
    /// <exception cref="IOException">The disk does not take it; the old folder is as it was.</exception>
    public static string Repair(DataFolder folder, ReplicaReport report, ReplicaFolder replica, Voter self, TimeProvider time)
    {
        IFileSystem files = folder.FileSystem;
        SyncedBound bound = folder.Votes.BoundOf(replica.Id);
        string made = folder.NewPath(replica.Id);
        files.DeleteFolder(made);
        files.CreateFolder(made);
        ReplicaFile.Write(files, replica with { Path = made });
        LogPosition end;
        using (PartitionLog log = PartitionLog.Open(files, made, new LogOptions { FirstVoters = [self] }, SyncedBound.None, time))
        {
            LogBase known = report.Base ?? new LogBase(new LogPosition(Math.Max(1, folder.Votes.VoteOf(replica.Id)?.Epoch ?? 1), bound.Position.Offset), [], ProducerSnapshot.Empty);
            known = known.Voters.Count == 0 ? new LogBase(known.Position, [self], known.Producers) : known;
            if (known.Position != LogPosition.Zero) log.ReplaceBase(known, static _ => { });
            var writer = new Writer(log, self, time);
            LogSalvage.Read(files, report.Path, _ => bound, writer.Take);
            writer.CoverTo(bound.Position.Offset);
            log.Sync();
            end = log.SyncedEnd;
        }

        byte[]? logStart = AtomicFile.ReadAll(files, Path.Combine(report.Path, LogStartFile.Name), 4096);
        if (logStart is not null) AtomicFile.Replace(files, Path.Combine(made, LogStartFile.Name), logStart);
        files.SyncFolder(made);
        string aside = folder.PutInPlace(made, report.Name);
        folder.Votes.RecordBounds([(replica.Id, new SyncedBound(end))]);
        return aside;
    }

    private sealed class Writer(PartitionLog log, Voter self, TimeProvider time)
    {
        public void Take(ReadOnlySpan<byte> entry, in RecordBatchHeader header)
        {
            CoverTo(header.BaseOffset);
            if (header.IsWidthZero())
            {
                if (header.LeaderEpoch <= log.LastEpoch) return;
            }
            else if (header.LeaderEpoch > log.LastEpoch)
            {
                // The marker that began this epoch is lost.
                log.AppendMarker(header.LeaderEpoch, self.NodeId, log.Voters, Now);
            }

            log.AppendEntries(entry, header.LeaderEpoch);
        }

        /// <summary>Covers lost offsets.</summary>
        public void CoverTo(long offset)
        {
            byte[] empty = new byte[BatchLayout.HeaderBytes];
            while (log.End.Offset < offset)
            {
                LogPosition end = log.End;
                var header = new RecordBatchHeader { BaseOffset = end.Offset, LeaderEpoch = end.Epoch, LastOffsetDelta = (int)Math.Min(int.MaxValue, offset - end.Offset - 1), BaseTimestamp = -1, MaxTimestamp = -1 };
                RecordBatch.WriteEmpty(empty, header);
                log.AppendEntries(empty, end.Epoch);
            }
        }

        private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();
    }
}
