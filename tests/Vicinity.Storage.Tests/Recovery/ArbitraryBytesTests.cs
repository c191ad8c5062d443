using Vicinity.Model;

namespace Vicinity.Storage.Tests;

/// <summary>
/// The invariant: whatever bytes a segment file holds, opening the log either gives a valid prefix of entries, which can be read,
/// extended and opened again, or throws <see cref="LogDamagedException"/>.
/// </summary>
public sealed class ArbitraryBytesTests
{
    [Fact]
    public void Random_bytes_are_a_damaged_log() => Run(3000, prng =>
    {
        byte[] bytes = new byte[prng.Next(0, 2000)];
        prng.Fill(bytes);
        return bytes;
    });

    [Fact]
    public void Segments_with_random_changes_open_with_a_valid_prefix_or_not_at_all() => Run(6000, Mutated);

    [Fact]
    public void Random_changes_of_a_vote_journal_keep_a_prefix_or_are_reported()
    {
        var replica = Guid.NewGuid();
        var files = new SimulatedFileSystem();
        DurableFolder.Create(files, "/data");
        using (VoteJournal journal = VoteJournal.Open(files, "/data"))
            for (int epoch = 1; epoch <= 10; epoch++) journal.Record(replica, new VoteRecord(epoch, null));
        byte[] content = files.ContentOf("/data/votes");
        for (ulong seed = 0; seed < 3000; seed++)
        {
            var prng = new Prng(seed);
            byte[] changed = content[..prng.Next(content.Length + 1)];
            for (int i = prng.Next(4); i > 0 && changed.Length > 0; i--) changed[prng.Next(changed.Length)] = (byte)prng.Next(256);
            using (IFile file = files.Open("/data/votes", FileOpening.Emptied)) file.Write(changed, 0);
            try
            {
                using VoteJournal journal = VoteJournal.Open(files, "/data");
                (journal.VoteOf(replica)?.Epoch ?? 0).ShouldBeInRange(0, 10);
            }
            catch (VoteJournalDamagedException)
            {
                // reported
            }
        }
    }

    private static void Run(int runs, Func<Prng, byte[]> content)
    {
        for (ulong seed = 0; seed < (ulong)runs; seed++)
        {
            var prng = new Prng(seed);
            var files = new SimulatedFileSystem();
            files.CreateFolder(Logs.Folder);
            using (IFile file = files.Open(Logs.Segment(0), FileOpening.Emptied)) file.Write(content(prng), 0);
            LogPosition end;
            try
            {
                using PartitionLog log = Logs.Open(files);
                end = log.End;
                long next = log.LogStartOffset;
                foreach (Records.RecordBatchHeader batch in log.ReadAll())
                {
                    batch.BaseOffset.ShouldBe(next);
                    next = batch.NextOffset;
                }
                next.ShouldBe(end.Offset);
                log.Lead(int.MaxValue);
                log.Append(1);
                log.Sync();
            }
            catch (LogDamagedException)
            {
                continue;
            }
            using PartitionLog again = Logs.Open(files);
            again.End.ShouldBe(new LogPosition(int.MaxValue, end.Offset + 1));
        }
    }

    private static byte[] Mutated(Prng prng)
    {
        var files = new SimulatedFileSystem();
        using (PartitionLog log = Logs.Led(files))
        {
            for (int i = prng.Next(1, 8); i > 0; i--)
            {
                if (prng.Chance(0.3)) log.Lead();
                log.Append(prng.Next(1, 4), prng.Next(0, 100));
            }
        }
        List<byte> bytes = [.. files.ContentOf(Logs.Segment(0))];
        for (int i = prng.Next(1, 4); i > 0; i--)
        {
            int at = prng.Next(bytes.Count);
            switch (prng.Next(5))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << prng.Next(8));
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(bytes.Count - at, prng.Next(1, 100)));
                    bytes.Add(0);
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(prng.Next(bytes.Count / 2), prng.Next(bytes.Count / 2)));
                    break;
                case 3:
                    for (int j = at; j < Math.Min(at + 8, bytes.Count); j++) bytes[j] = prng.Chance(0.5) ? (byte)0xFF : (byte)0;
                    break;
                default:
                    bytes[at] = (byte)prng.Next(256);
                    break;
            }
        }
        return [.. bytes];
    }
}
