using System.Text.Json.Serialization;

namespace Vicinity.Contacts;

/// <summary>How the contacts of somebody who is tested positive are found.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TracingMode>))]
public enum TracingMode
{
    /// <summary>They are not.</summary>
    None = 0,

    /// <summary>All devices report their contacts, and who keeps the reports notifies those whom the person met.</summary>
    Central = 1,

    /// <summary>The person publishes the keys of its rolling identifiers, by whole days, and each device looks for what it has heard.</summary>
    Private = 2,
}
