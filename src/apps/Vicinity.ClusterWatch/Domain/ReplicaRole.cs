using System.Text.Json.Serialization;

namespace Vicinity.ClusterWatch;

/// <summary>What a replica is in its partition.</summary>
[JsonConverter(typeof(CamelCaseEnum<ReplicaRole>))]
public enum ReplicaRole
{
    /// <summary>It votes and follows.</summary>
    Follower,

    /// <summary>It leads.</summary>
    Leader,

    /// <summary>It follows without a vote: on its way in.</summary>
    Observer,
}
