namespace Vicinity.Client;

/// <summary>Settings that producer, consumer and admin share.</summary>
public abstract record ClientOptions
{
    /// <summary>Where to find the cluster: <c>host:port,host:port</c>. One reachable node is enough; the others are learnt from it.</summary>
    public required string BootstrapServers { get; init; }

    /// <summary>Name under which brokers log and count this client.</summary>
    public string ClientId { get; init; } = "vicinity";

    /// <summary>How long an answer may take before the connection counts as dead.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a connection may take to be made.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Pause before a failed connection is tried again; doubles with each failure.</summary>
    public TimeSpan ReconnectBackoff { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Longest pause before a failed connection is tried again.</summary>
    public TimeSpan ReconnectBackoffMax { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Age at which leaders and partitions are asked for again even if nothing failed.</summary>
    public TimeSpan MetadataMaxAge { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Checks the values.</summary>
    /// <exception cref="ArgumentException">One is out of its bounds; the message names it, the value and the bound.</exception>
    internal virtual void Validate()
    {
        _ = BrokerAddress.ParseList(BootstrapServers);
        OptionCheck.Positive(RequestTimeout, nameof(RequestTimeout));
        OptionCheck.Positive(ConnectTimeout, nameof(ConnectTimeout));
        OptionCheck.Positive(ReconnectBackoff, nameof(ReconnectBackoff));
        OptionCheck.AtLeast(ReconnectBackoffMax, ReconnectBackoff, nameof(ReconnectBackoffMax), nameof(ReconnectBackoff));
        OptionCheck.Positive(MetadataMaxAge, nameof(MetadataMaxAge));
    }
}
