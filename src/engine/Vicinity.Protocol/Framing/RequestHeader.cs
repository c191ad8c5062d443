namespace Vicinity.Protocol;

/// <summary>Header of a request: version 1, or version 2 with a tagged section for flexible bodies.</summary>
/// <param name="ApiKey">The API; may be a number without a name.</param>
/// <param name="ApiVersion">Version of the body.</param>
/// <param name="CorrelationId">The client's number, repeated in the response.</param>
/// <param name="ClientId">The client's name for itself.</param>
public readonly record struct RequestHeader(ApiKey ApiKey, short ApiVersion, int CorrelationId, string? ClientId)
{
    /// <summary>
    /// Reads a header. Whether a tagged section follows is looked up by API and version; of an API or version that is
    /// unknown only the first fields are read, so that the caller can refuse it by name.
    /// </summary>
    /// <exception cref="ProtocolException">The header is cut short or malformed.</exception>
    public static RequestHeader Read(ref ProtocolReader reader)
    {
        var key = (ApiKey)reader.ReadInt16("request header ApiKey");
        var version = reader.ReadInt16("request header ApiVersion");
        var correlation = reader.ReadInt32("request header CorrelationId");
        // The client id keeps its 16-bit length in header version 2.
        var client = reader.ReadString(flexible: false, nullable: true, "request header ClientId");
        if (ApiCatalog.Find(key) is { } api && api.Versions.Contains(version) && api.RequestHeaderVersion(version) == 2)
            reader.SkipTaggedSection("request header");
        return new RequestHeader(key, version, correlation, client);
    }

    /// <summary>Writes the header in the version that its API and version ask for.</summary>
    public void Write(ref ProtocolWriter writer)
    {
        writer.WriteInt16((short)ApiKey);
        writer.WriteInt16(ApiVersion);
        writer.WriteInt32(CorrelationId);
        writer.WriteString(ClientId, flexible: false, nullable: true);
        if (ApiCatalog.Find(ApiKey) is { } api && api.RequestHeaderVersion(ApiVersion) == 2)
            writer.WriteUnsignedVarint(0);
    }
}
