namespace Vicinity.Protocol;

/// <summary>One API of the protocol as this build knows it.</summary>
/// <param name="Key">Number on the wire.</param>
/// <param name="Versions">Versions that the message classes can read and write.</param>
/// <param name="FirstFlexibleVersion">First version with compact encodings and tagged sections; <see cref="short.MaxValue"/> for never.</param>
/// <param name="RequestType">The class of its requests.</param>
/// <param name="ResponseType">The class of its responses.</param>
public sealed record ApiDescription(ApiKey Key, ApiRange Versions, short FirstFlexibleVersion, Type RequestType, Type ResponseType)
{
    /// <summary>Whether bodies of <paramref name="version"/> use compact encodings.</summary>
    public bool IsFlexible(short version) => version >= FirstFlexibleVersion;

    /// <summary>Version of the request header: 1, or 2 with a tagged section.</summary>
    public short RequestHeaderVersion(short version) => (short)(IsFlexible(version) ? 2 : 1);

    /// <summary>Version of the response header: 0, or 1 with a tagged section. ApiVersions always answers with 0, so that a client that asked in a version too high can read it.</summary>
    public short ResponseHeaderVersion(short version) => (short)(IsFlexible(version) && Key != ApiKey.ApiVersions ? 1 : 0);
}
