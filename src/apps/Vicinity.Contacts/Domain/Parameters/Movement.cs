using System.Text.Json.Serialization;

namespace Vicinity.Contacts;

/// <summary>How people move.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Movement>))]
public enum Movement
{
    /// <summary>A person draws a goal anywhere on the field and goes there one unit a tick, then draws the next.</summary>
    Waypoint,

    /// <summary>A person goes one unit a tick in a direction drawn each time.</summary>
    Walk,
}
