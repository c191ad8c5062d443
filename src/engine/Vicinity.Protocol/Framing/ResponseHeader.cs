namespace Vicinity.Protocol;

/// <summary>Header of a response: the correlation id, and a tagged section in version 1.</summary>
/// <param name="CorrelationId">The number of the request that is answered.</param>
public readonly record struct ResponseHeader(int CorrelationId)
{
    /// <summary>Reads the header of an answer to <paramref name="api"/> in <paramref name="version"/>.</summary>
    /// <exception cref="ProtocolException">The header is cut short or malformed.</exception>
    public static ResponseHeader Read(ref ProtocolReader reader, ApiKey api, short version)
    {
        var correlation = reader.ReadInt32("response header CorrelationId");
        if (ApiCatalog.Find(api) is { } description && description.ResponseHeaderVersion(version) == 1)
            reader.SkipTaggedSection("response header");
        return new ResponseHeader(correlation);
    }

    /// <summary>Writes the header of an answer to <paramref name="api"/> in <paramref name="version"/>.</summary>
    public void Write(ref ProtocolWriter writer, ApiKey api, short version)
    {
        writer.WriteInt32(CorrelationId);
        if (ApiCatalog.Find(api) is { } description && description.ResponseHeaderVersion(version) == 1)
            writer.WriteUnsignedVarint(0);
    }
}
