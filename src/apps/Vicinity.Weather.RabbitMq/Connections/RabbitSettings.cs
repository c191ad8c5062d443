using System.Globalization;

namespace Vicinity.Weather.RabbitMq;

/// <summary>Where RabbitMQ is, and how its queues are used. Checked by <see cref="Problems"/>. All that share queues need the same settings of queues.</summary>
public sealed record RabbitSettings
{
    /// <summary>Addresses of the nodes: <c>host:port,host:port</c>. When one is away the next is taken.</summary>
    public string Addresses { get; init; } = "127.0.0.1:5672";

    /// <summary>User.</summary>
    public string User { get; init; } = "guest";

    /// <summary>Password.</summary>
    public string Password { get; init; } = "guest";

    /// <summary>Virtual host.</summary>
    public string VirtualHost { get; init; } = "/";

    /// <summary>First part of the names of all queues and exchanges.</summary>
    public string Prefix { get; init; } = "weather";

    /// <summary>Most messages that a server holds that it has not acknowledged.</summary>
    public ushort Prefetch { get; init; } = 500;

    /// <summary>Most messages whose readings are given to the handler in one call.</summary>
    public int BatchMost { get; init; } = 100;

    /// <summary>How many calls of the handler may run at once.</summary>
    public int Workers { get; init; } = 4;

    /// <summary>How often a message is handed out before it goes to the dead-letter queue.</summary>
    public int DeliveryLimit { get; init; } = 20;

    /// <summary>Most messages in the queue of readings; a sensor that sends more is told to wait.</summary>
    public int MostQueued { get; init; } = 1_000_000;

    /// <summary>Most messages in the dead-letter queue; when there are more the oldest go.</summary>
    public int MostDead { get; init; } = 100_000;

    /// <summary>Readings in one message: 1 sends each as JSON; more are sent together in the compact form.</summary>
    public int ReadingsPerMessage { get; init; } = 1;

    /// <summary>Most messages that a sender has sent and that are not confirmed yet.</summary>
    public int InFlight { get; init; } = 512;

    /// <summary>Most messages that are kept for a terminal that is away; when there are more the oldest go.</summary>
    public int MostKept { get; init; } = 100_000;

    /// <summary>Milliseconds after which the queue of a terminal that does not come back is removed.</summary>
    public long KeepMs { get; init; } = 7 * 86_400_000L;

    /// <summary>Milliseconds after which a call without an answer is given up.</summary>
    public int TimeoutMs { get; init; } = 10_000;

    /// <summary>What is wrong with the settings, a line each.</summary>
    public IReadOnlyList<string> Problems()
    {
        List<string> found = [];
        void Between(string name, long value, long least, long most, string reason)
        {
            if (value < least || value > most) found.Add($"{name} is {value}, not between {least} and {most}: {reason}");
        }
        foreach (string address in Addresses.Split(','))
            if (Address(address) is null) found.Add($"{nameof(Addresses)}: '{address}' is not of the form host:port");
        if (Prefix.Length is 0 or > 64 || Prefix.AsSpan().ContainsAny(' ', '/')) found.Add($"{nameof(Prefix)} '{Prefix}' must have 1 to 64 characters without blanks and slashes: it is part of the names of queues");
        Between(nameof(Prefetch), Prefetch, 1, 10_000, "a server that dies gives that many messages back");
        Between(nameof(BatchMost), BatchMost, 1, 10_000, "the readings of a call are held in memory");
        Between(nameof(Workers), Workers, 1, 1_000, "each works on a batch at a time");
        Between(nameof(DeliveryLimit), DeliveryLimit, 1, 1_000, "a message that no server can work on must end somewhere");
        Between(nameof(MostQueued), MostQueued, 1, 100_000_000, "queued messages take memory and disk of RabbitMQ");
        Between(nameof(MostDead), MostDead, 1, 100_000_000, "dead letters take memory and disk of RabbitMQ");
        Between(nameof(ReadingsPerMessage), ReadingsPerMessage, 1, 1_000, "a message is worked on as a whole");
        Between(nameof(InFlight), InFlight, 1, 100_000, "unconfirmed messages are held in memory");
        Between(nameof(MostKept), MostKept, 1, 10_000_000, "kept windows take memory and disk of RabbitMQ");
        Between(nameof(KeepMs), KeepMs, 1_000, 31 * 86_400_000L, "queues of terminals that never come back must go");
        Between(nameof(TimeoutMs), TimeoutMs, 100, 600_000, "a call that takes longer has failed");
        return found;
    }

    /// <summary>The addresses, apart.</summary>
    internal IReadOnlyList<(string Host, int Port)> Endpoints() => [.. Addresses.Split(',').Select(Address).Select(address => address!.Value)];

    private static (string Host, int Port)? Address(string text)
    {
        int colon = text.LastIndexOf(':');
        return colon > 0 && ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) && port > 0
            ? (text[..colon].Trim().Trim('[', ']'), port)
            : null;
    }
}
