namespace Vicinity.Weather.Redis;

/// <summary>What Redis does for the window log as one step.</summary>
internal static class WindowScripts
{
    /// <summary>
    /// Appends windows to the stream. Keys: stream, identities by end, newest term seen, newest term of the lease. Values: channel, term, keep, most; then for each its end, identity and text.
    /// Answers the newest term, negative when it is not that of the caller: then nothing was changed.
    /// </summary>
    public const string Append = """
        local term = tonumber(ARGV[2])
        local newest = math.max(tonumber(redis.call('GET', KEYS[3]) or '0'), tonumber(redis.call('GET', KEYS[4]) or '0'))
        if term < newest then return string.format('%.0f', -newest) end
        redis.call('SET', KEYS[3], ARGV[2])
        local clock = redis.call('TIME')
        local old = clock[1] * 1000 + math.floor(clock[2] / 1000) - tonumber(ARGV[3])
        redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', '(' .. string.format('%.0f', old))
        local added = 0
        for i = 5, #ARGV, 3 do
          if redis.call('ZADD', KEYS[2], 'NX', ARGV[i], ARGV[i + 1]) == 1 then
            redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[4], '*', 'term', ARGV[2], 'window', ARGV[i + 2])
            added = added + 1
          end
        end
        redis.call('XTRIM', KEYS[1], 'MINID', '~', string.format('%.0f', math.max(old, 0)))
        local over = redis.call('ZCARD', KEYS[2]) - tonumber(ARGV[4]) * 2
        if over > 0 then redis.call('ZREMRANGEBYRANK', KEYS[2], 0, over - 1) end
        if added > 0 then redis.call('PUBLISH', ARGV[1], '') end
        return ARGV[2]
        """;

    /// <summary>
    /// Keeps how far windows were carried to the terminals. Keys: the position, newest term seen, newest term of the lease. Values: position, term. Answers as <see cref="Append"/> does.
    /// </summary>
    public const string KeepCarried = """
        local newest = math.max(tonumber(redis.call('GET', KEYS[2]) or '0'), tonumber(redis.call('GET', KEYS[3]) or '0'))
        if tonumber(ARGV[2]) < newest then return string.format('%.0f', -newest) end
        redis.call('SET', KEYS[1], ARGV[1])
        return ARGV[2]
        """;
}
