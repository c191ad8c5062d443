namespace Vicinity.Weather.Mqtt;

/// <summary>Why something that a client sent is no reading.</summary>
public enum MqttDrop
{
    /// <summary>Its topic is none of those on which readings come, such as that of a device's state.</summary>
    OtherTopic,

    /// <summary>The payload is not of the form that its topic has.</summary>
    Unreadable,

    /// <summary>A value is beyond its bounds.</summary>
    OutOfBounds,

    /// <summary>A value whose other half did not come: temperature without humidity, direction without speed.</summary>
    Incomplete,

    /// <summary>QoS 0 beyond the client's rate.</summary>
    TooFast,

    /// <summary>There are as many sensors as there may be.</summary>
    TooManySensors,

    /// <summary>What takes the readings refused it.</summary>
    Refused,

    /// <summary>A connection beyond the bound.</summary>
    TooManyClients,

    /// <summary>A client with a wrong user or password.</summary>
    WrongPassword,

    /// <summary>A packet that is longer than it may be; its connection is closed.</summary>
    PacketTooLong,

    /// <summary>A subscription beyond the bound.</summary>
    TooManySubscriptions,
}
