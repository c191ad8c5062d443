using Vicinity.Client;

namespace Vicinity.Feeds;

/// <summary>What a <see cref="LogFollower{T}"/> reads.</summary>
/// <param name="BootstrapServers">Where the log is: <c>host:port,host:port</c>.</param>
/// <param name="ClientId">How the follower is called in the log's own figures.</param>
/// <param name="Topics">The topics; those that appear later are followed too.</param>
/// <param name="History">How far back it begins to read when it starts; null for all that the log has.</param>
public sealed record FollowOptions(string BootstrapServers, string ClientId, TopicFilter Topics, TimeSpan? History);
