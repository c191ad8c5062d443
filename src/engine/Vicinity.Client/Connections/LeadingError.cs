using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Client;

/// <summary>
/// The error at the beginning of an answer whose rest cannot be decoded. Some brokers send null for all other fields of an answer that is an error, also where the
/// protocol has no null.
/// </summary>
internal static class LeadingError
{
    /// <summary>The error, or null when the answer has none at its beginning.</summary>
    public static ErrorCode? TryRead(ReadOnlyMemory<byte> frame, ApiKey api, short version)
    {
        short throttledSince;
        switch (api)
        {
            case ApiKey.FindCoordinator when version <= 3: throttledSince = 1; break;
            case ApiKey.JoinGroup: throttledSince = 2; break;
            case ApiKey.SyncGroup: throttledSince = 1; break;
            default: return null;
        }
        try
        {
            var reader = new ProtocolReader(frame);
            ResponseHeader.Read(ref reader, api, version);
            if (version >= throttledSince) _ = reader.ReadInt32("throttle time");
            ErrorCode code = reader.ReadErrorCode("error");
            return code == ErrorCode.None ? null : code;
        }
        catch (ProtocolException)
        {
            return null;
        }
    }
}
