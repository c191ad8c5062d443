namespace Vicinity.Protocol;

/// <summary>Body of a request or response. Instances are plain data and not thread-safe.</summary>
/// <typeparam name="TSelf">The message class itself.</typeparam>
public interface IMessage<TSelf>
    where TSelf : IMessage<TSelf>
{
    /// <summary>The API it belongs to.</summary>
    static abstract ApiKey ApiKey { get; }

    /// <summary>Versions that can be read and written.</summary>
    static abstract ApiRange Versions { get; }

    /// <summary>First version with compact encodings and tagged sections; <see cref="short.MaxValue"/> for never.</summary>
    static abstract short FirstFlexibleVersion { get; }

    /// <summary>Reads a body. Byte fields are slices of the reader's memory, not copies; fields that the version lacks have their defaults.</summary>
    /// <exception cref="ProtocolException">The bytes are malformed, or the version is outside <see cref="Versions"/>.</exception>
    static abstract TSelf Read(ref ProtocolReader reader, short version);

    /// <summary>Writes a body. Fields that the version lacks are dropped; null where the version has none becomes empty.</summary>
    /// <exception cref="ProtocolException">A value does not fit its field, or the version is outside <see cref="Versions"/>.</exception>
    void Write(ref ProtocolWriter writer, short version);
}
