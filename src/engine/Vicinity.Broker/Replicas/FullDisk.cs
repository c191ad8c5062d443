using Vicinity.Storage;

namespace Vicinity.Broker;

/// <summary>
/// Brings replicas back that wait for room on the disk: all that wait when there is enough, each at most once in an interval that doubles when it finds the disk full
/// again soon. Used by one thread at a time.
/// </summary>
internal sealed class FullDisk(ReplicaStore store, TimeProvider time)
{
    private const long EnoughBytes = 64L * 1024 * 1024;
    private const int EnoughPart = 20;
    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(1);

    private readonly Dictionary<Guid, (long At, TimeSpan Pause)> _tried = [];

    /// <summary>Whether there is room again: 64 MiB, or a twentieth of a smaller disk.</summary>
    public static bool HasRoom(DiskSpace space) => space.Free >= Math.Min(EnoughBytes, space.Total / EnoughPart);

    /// <summary>Looks whether a replica waits, and whether there is room.</summary>
    public void Look()
    {
        List<Replica>? waiting = null;
        foreach (Replica replica in store.All)
        {
            if (replica.WaitsForRoom && !replica.IsClosed) (waiting ??= []).Add(replica);
        }

        if (waiting is null || !HasRoom(store.Folder.Space)) return;
        foreach (Replica replica in waiting)
        {
            if (_tried.TryGetValue(replica.Id, out var last) && time.GetElapsedTime(last.At) < last.Pause) continue;
            bool isSoon = last.Pause > TimeSpan.Zero && time.GetElapsedTime(last.At) < s_longest * 2;
            TimeSpan pause = isSoon && last.Pause * 2 < s_longest ? last.Pause * 2 : isSoon ? s_longest : s_shortest;
            store.Revive(replica);
            _tried[replica.Id] = (time.GetTimestamp(), pause);
        }

        if (_tried.Count > waiting.Count) Forget();
    }

    private void Forget()
    {
        foreach (Guid id in _tried.Where(t => time.GetElapsedTime(t.Value.At) >= s_longest * 2).Select(t => t.Key).ToArray()) _tried.Remove(id);
    }
}
