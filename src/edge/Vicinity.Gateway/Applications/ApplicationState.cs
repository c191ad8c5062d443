using System.Text.Json.Serialization;

namespace Vicinity.Gateway;

/// <summary>Whether an application works.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ApplicationState>))]
public enum ApplicationState
{
    /// <summary>It has not started yet.</summary>
    [JsonStringEnumMemberName("starting")]
    Starting,

    /// <summary>It has started.</summary>
    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>It could not start, or a part of it has ended.</summary>
    [JsonStringEnumMemberName("down")]
    Down,
}
