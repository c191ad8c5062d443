namespace Vicinity.Weather.Redis;

/// <summary>What Redis does for the store as one step each. Time is that of Redis: one clock for all.</summary>
internal static class StoreScripts
{
    /// <summary>
    /// Adds coefficients of one kind. Keys: coefficients of the kind, identities, changes, counter, counts of what was not kept.
    /// Values: keep, held and most; then for each its time, identity and rest. Answers how many are new, or the error FULL before anything is changed.
    /// </summary>
    public const string Add = """
        local clock = redis.call('TIME')
        local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
        local keep, held, most = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
        local function forget(gone)
          for i = 1, #gone, 2 do
            local sensor, number = string.match(gone[i], '^([^|]*)|([^|]*)|')
            if sensor then redis.call('SREM', KEYS[2], sensor .. '|' .. number) end
            redis.call('ZREM', KEYS[1], gone[i])
            redis.call('ZREM', KEYS[3], gone[i + 1])
          end
          return #gone / 2
        end
        -- What is too old goes in small parts, so that one call never takes long: more at a call than comes in by it.
        local due = (#ARGV - 3) / 3 * 2 + 100
        forget(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', '(' .. string.format('%.0f', now - keep), 'WITHSCORES', 'LIMIT', 0, due))
        local over = redis.call('ZCARD', KEYS[1]) + (#ARGV - 3) / 3 - most
        if over > 0 then
          local went = forget(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', '(' .. string.format('%.0f', now - held), 'WITHSCORES', 'LIMIT', 0, math.max(over, due)))
          if went > 0 then redis.call('HINCRBY', KEYS[5], 'bound', went) end
          if went < over then return redis.error_reply('FULL') end
        end
        local sequence, added = tonumber(redis.call('GET', KEYS[4]) or '0'), 0
        for i = 4, #ARGV, 3 do
          if tonumber(ARGV[i]) < now - keep then
            redis.call('HINCRBY', KEYS[5], 'expired', 1)
          elseif redis.call('SADD', KEYS[2], ARGV[i + 1]) == 1 then
            sequence = sequence + 1
            added = added + 1
            redis.call('ZADD', KEYS[1], ARGV[i], ARGV[i + 1] .. ARGV[i + 2])
            redis.call('ZADD', KEYS[3], sequence, ARGV[i])
          end
        end
        if added > 0 then redis.call('SET', KEYS[4], string.format('%.0f', sequence)) end
        return added
        """;

    /// <summary>Times into which something came after a position. Keys: changes, counter. Values: position, most. Answers the new position and the times.</summary>
    public const string Changes = """
        local last = tonumber(redis.call('GET', KEYS[2]) or '0')
        local since, most = tonumber(ARGV[1]), tonumber(ARGV[2])
        -- A position beyond the counter is of a store that has lost its memory since: all is new.
        if since > last then since = 0 end
        local found = redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. string.format('%.0f', since), '+inf', 'WITHSCORES', 'LIMIT', 0, most)
        if #found == most * 2 then last = tonumber(found[#found]) end
        local answer = {string.format('%.0f', last)}
        for i = 1, #found, 2 do answer[#answer + 1] = found[i] end
        return answer
        """;
}
