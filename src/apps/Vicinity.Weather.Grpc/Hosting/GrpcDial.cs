using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Grpc.Net.Client;

namespace Vicinity.Weather.Grpc;

/// <summary>Opens channels to other components.</summary>
internal static class GrpcDial
{
    /// <summary>Opens a channel; it connects with the first call.</summary>
    /// <param name="address">Whom to call.</param>
    /// <param name="options">How.</param>
    /// <param name="pings">
    /// Whether a silent connection is looked after, so that a stream to a frozen machine ends. Only towards components of Vicinity: other servers end connections that ping often.
    /// </param>
    public static GrpcChannel Open(string address, GrpcDialOptions options, bool pings = false)
    {
        Uri uri = PeerAddress.Parse(address, options.Tls);
        var handler = new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            ConnectTimeout = TimeSpan.FromMilliseconds(options.ConnectMs),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
        };
        if (pings)
        {
            handler.KeepAlivePingDelay = TimeSpan.FromSeconds(2);
            handler.KeepAlivePingTimeout = TimeSpan.FromSeconds(3);
            handler.KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests;
        }
        if (options.TrustFile is not null) handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = Trusting(options.TrustFile) };
        return GrpcChannel.ForAddress(uri, new GrpcChannelOptions
        {
            HttpHandler = handler,
            DisposeHttpClient = true,
            MaxReceiveMessageSize = options.MostMessageBytes,
            MaxSendMessageSize = options.MostMessageBytes,
            MaxReconnectBackoff = TimeSpan.FromSeconds(1),
            InitialReconnectBackoff = TimeSpan.FromMilliseconds(50),
            ThrowOperationCanceledOnCancellation = false,
            MaxRetryAttempts = 1,
        });
    }

    private static X509ChainPolicy Trusting(string file)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(file);
        return policy;
    }
}
