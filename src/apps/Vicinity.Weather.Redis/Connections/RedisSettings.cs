namespace Vicinity.Weather.Redis;

/// <summary>Where Redis is, and how much of it is used. Checked by <see cref="Problems"/>.</summary>
public sealed record RedisSettings
{
    /// <summary>Address: <c>host:port</c>, or several with commas between (a primary and its replicas, or the nodes of a cluster).</summary>
    public string Address { get; init; } = "127.0.0.1:6379";

    /// <summary>User, where Redis asks for one; empty for the default user.</summary>
    public string User { get; init; } = "";

    /// <summary>Password; empty for none.</summary>
    public string Password { get; init; } = "";

    /// <summary>First part of all keys. Two systems that share one Redis need different ones.</summary>
    public string Prefix { get; init; } = "weather";

    /// <summary>Milliseconds after their detection time that coefficients are kept, and after their end that windows are. Older ones are not taken.</summary>
    public long KeepMs { get; init; } = 86_400_000;

    /// <summary>Most coefficients of one kind. When they are reached the oldest go, as long as they are older than <see cref="HeldMs"/>.</summary>
    public int MostCoefficients { get; init; } = 2_000_000;

    /// <summary>Coefficients younger than this, in milliseconds, never make room for others: when there are too many, the store refuses new ones instead.</summary>
    public long HeldMs { get; init; } = 900_000;

    /// <summary>Most windows that are kept for terminals that are away.</summary>
    public int MostWindows { get; init; } = 100_000;

    /// <summary>Milliseconds that a lease holds without being renewed.</summary>
    public int LeaseMs { get; init; } = 5_000;

    /// <summary>Milliseconds after which a call without an answer is given up.</summary>
    public int TimeoutMs { get; init; } = 5_000;

    /// <summary>What is wrong with the settings, a line each.</summary>
    public IReadOnlyList<string> Problems()
    {
        List<string> found = [];
        void Between(string name, long value, long least, long most, string reason)
        {
            if (value < least || value > most) found.Add($"{name} is {value}, not between {least} and {most}: {reason}");
        }
        if (string.IsNullOrWhiteSpace(Address)) found.Add($"{nameof(Address)} is empty: it names host and port of Redis");
        else
            foreach (string part in Address.Split(','))
                if (part.Contains('=', StringComparison.Ordinal) || !part.Contains(':', StringComparison.Ordinal) || StackExchange.Redis.EndPointCollection.TryParse(part.Trim()) is null) found.Add($"{nameof(Address)} '{part}' is not of the form host:port");
        if (Prefix.Length is 0 or > 64 || Prefix.AsSpan().ContainsAny('{', '}', ' ')) found.Add($"{nameof(Prefix)} '{Prefix}' must have 1 to 64 characters without braces and blanks: it is part of each key");
        Between(nameof(KeepMs), KeepMs, 60_000, 31 * 86_400_000L, "what is kept takes the memory of Redis");
        Between(nameof(HeldMs), HeldMs, 0, KeepMs, "what is held must be kept");
        Between(nameof(MostCoefficients), MostCoefficients, 1, 100_000_000, "each takes about 200 bytes of Redis");
        Between(nameof(MostWindows), MostWindows, 1, 10_000_000, "each takes about 400 bytes of Redis");
        Between(nameof(LeaseMs), LeaseMs, 100, 600_000, "after that time another proxy takes over");
        Between(nameof(TimeoutMs), TimeoutMs, 100, 600_000, "a call that takes longer has failed");
        return found;
    }
}
