using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// ApiVersions. Behavior: lists the handlers' ranges; a version above ours is answered in the layout of version 0 with
/// UNSUPPORTED_VERSION and the range of this API alone, and the client asks again. What nodes ask of each other is shown to nodes only.
/// Version notes: v3 has a flexible body, and always response header v0; the client's software name and version are checked (KIP-511); v4 may tell of features whose
/// lowest level is 0, and there are none.
/// </summary>
internal sealed class ApiVersionsHandler(HandlerTable handlers) : IRequestHandler
{
    private const short Highest = 4;

    public OfferedApi Offered { get; } = new(ApiKey.ApiVersions, 0, Highest);

    public bool ReadsInPlace => true;

    public Answer Begin(in RequestHeader header) =>
        new MessageAnswer<ApiVersionsResponse>
        {
            ApiKey = ApiKey.ApiVersions,
            CorrelationId = header.CorrelationId,
            Version = header.ApiVersion is < 0 or > Highest ? (short)0 : header.ApiVersion,
        };

    public void Handle(ref ProtocolReader reader, in RequestHeader header, Answer answer, ConnectionInfo connection)
    {
        var response = new ApiVersionsResponse();
        if (header.ApiVersion is < 0 or > Highest)
        {
            response.ErrorCode = ErrorCode.UnsupportedVersion;
            response.ApiKeys.Add(new() { ApiKey = (short)ApiKey.ApiVersions, MinVersion = 0, MaxVersion = Highest });
        }
        else
        {
            ApiVersionsRequest request = ApiVersionsRequest.Read(ref reader, header.ApiVersion);
            if (header.ApiVersion >= 3 && !(IsSoftwareText(request.ClientSoftwareName) && IsSoftwareText(request.ClientSoftwareVersion)))
            {
                response.ErrorCode = ErrorCode.InvalidRequest;
            }
            else
            {
                if (request.ClientSoftwareName == PeerNetwork.SoftwareName) connection.IsNode = true;
                foreach (OfferedApi range in handlers.Offered.Where(o => connection.IsNode || !NodeApis.Contains(o.ApiKey)))
                    response.ApiKeys.Add(new() { ApiKey = (short)range.ApiKey, MinVersion = range.MinVersion, MaxVersion = range.MaxVersion });
            }
        }

        ((MessageAnswer<ApiVersionsResponse>)answer).Complete(response);
    }

    private static bool IsSoftwareText(string text) =>
        text.Length > 0
        && char.IsAsciiLetterOrDigit(text[0])
        && char.IsAsciiLetterOrDigit(text[^1])
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-');
}
