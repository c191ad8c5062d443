using System.Net;

namespace Vicinity.Membership;

/// <summary>An allowance for each address and one for all together. Not thread-safe.</summary>
internal sealed class SourceLimits(DatagramLimits limits)
{
    private readonly Dictionary<IPAddress, TokenBucket> _sources = [];
    private TokenBucket? _all;
    private TokenBucket? _others;

    public bool Allows(IPAddress source, long now)
    {
        // The address's own allowance first: one that sends too much must not use up that of all.
        if (!BucketOf(source, now).TryTake(now)) return false;
        return (_all ??= new TokenBucket(limits.PerSecond, now)).TryTake(now);
    }

    private TokenBucket BucketOf(IPAddress source, long now)
    {
        if (_sources.TryGetValue(source, out TokenBucket? bucket)) return bucket;
        if (_sources.Count == limits.Sources)
        {
            foreach (IPAddress idle in _sources.Where(s => s.Value.IsFull(now)).Select(s => s.Key).ToList()) _sources.Remove(idle);
            if (_sources.Count == limits.Sources) return _others ??= new TokenBucket(limits.PerSourcePerSecond, now);
        }

        return _sources[source] = new TokenBucket(limits.PerSourcePerSecond, now);
    }
}
