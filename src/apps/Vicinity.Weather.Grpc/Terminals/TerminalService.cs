using System.Security.Cryptography;
using System.Text;
using Grpc.Core;

namespace Vicinity.Weather.Grpc;

/// <summary>The calls of the proxy at which the terminal registered.</summary>
internal sealed class TerminalService(string session, WindowReceiver receiver) : V1.Terminal.TerminalBase
{
    private readonly byte[] _session = Encoding.UTF8.GetBytes(session);

    public override async Task<V1.WindowsKept> receive_windows(V1.WindowBatch request, ServerCallContext context)
    {
        // Only who was told the session may fill the terminal's file.
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(request.Session), _session))
            throw new RpcException(new Status(StatusCode.PermissionDenied, "the session is not the one that the terminal registered with"));
        return new V1.WindowsKept { Position = await receiver.TakeAsync(request, context.CancellationToken).ConfigureAwait(false) };
    }
}
