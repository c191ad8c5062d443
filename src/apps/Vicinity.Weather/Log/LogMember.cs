using Vicinity.Client;

namespace Vicinity.Weather;

/// <summary>How those who work in the log as members of a group connect to it: what they write is sent at once, and the partitions of one that is killed wait for six seconds.</summary>
internal static class LogMember
{
    private const int FetchBytes = 8 * 1024 * 1024;

    /// <summary>Writes to topics that are there.</summary>
    public static Producer Producer(WeatherOptions options, string clientId, TimeProvider time) => new(
        new ProducerOptions
        {
            BootstrapServers = options.BootstrapServers,
            ClientId = clientId,
            AllowAutoTopicCreation = false,
            Linger = TimeSpan.Zero,
            BatchBytes = 1024 * 1024 - 4096,
            DeliveryTimeout = TimeSpan.FromSeconds(30),
        },
        time);

    /// <summary>A member of a group, which commits itself and has subscribed to nothing yet.</summary>
    /// <param name="options">Where the log is.</param>
    /// <param name="clientId">How it is called in the log's own figures.</param>
    /// <param name="group">The group.</param>
    /// <param name="reset">Where a partition begins of which nothing is committed.</param>
    /// <param name="time">The clock.</param>
    public static Consumer Consumer(WeatherOptions options, string clientId, string group, OffsetReset reset, TimeProvider time) => new(
        new ConsumerOptions
        {
            BootstrapServers = options.BootstrapServers,
            ClientId = clientId,
            GroupId = group,
            AutoOffsetReset = reset,
            EnableAutoCommit = false,
            SessionTimeout = TimeSpan.FromSeconds(6),
            HeartbeatInterval = TimeSpan.FromSeconds(1),
            FetchMaxBytes = FetchBytes,
            PrefetchBytes = 2 * FetchBytes,
        },
        time);
}
