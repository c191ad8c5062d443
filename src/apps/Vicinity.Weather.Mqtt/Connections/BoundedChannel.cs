using System.Buffers;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using MQTTnet.Channel;
using MQTTnet.Exceptions;

namespace Vicinity.Weather.Mqtt;

/// <summary>
/// The bytes of one client, with bounds: a packet that says to be longer than it may ends the connection before memory is taken for it, and so does a client that does not read its answers.
/// The length is that of the fixed header (MQTT 3.1.1 and 5, section 2.1).
/// </summary>
internal sealed class BoundedChannel(IMqttChannel inner, int mostPacketBytes, Action tooLong) : IMqttChannel
{
    private static readonly TimeSpan s_write = TimeSpan.FromSeconds(10);

    private long _body;
    private int _header;
    private int _shift;
    private long _length;

    public X509Certificate2 ClientCertificate => inner.ClientCertificate;

    public EndPoint RemoteEndPoint => inner.RemoteEndPoint;

    public EndPoint LocalEndPoint => inner.LocalEndPoint;

    public bool IsSecureConnection => inner.IsSecureConnection;

    public Task ConnectAsync(CancellationToken cancellationToken) => inner.ConnectAsync(cancellationToken);

    public Task DisconnectAsync(CancellationToken cancellationToken) => inner.DisconnectAsync(cancellationToken);

    public async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        int read = await inner.ReadAsync(buffer, offset, count, cancellationToken).ConfigureAwait(false);
        Follow(buffer.AsSpan(offset, Math.Max(read, 0)));
        return read;
    }

    public async Task WriteAsync(ReadOnlySequence<byte> buffer, bool isEndOfPacket, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(s_write);
        await inner.WriteAsync(buffer, isEndOfPacket, patience.Token).ConfigureAwait(false);
    }

    public void Dispose() => inner.Dispose();

    /// <summary>Follows the packets through the bytes.</summary>
    private void Follow(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_body > 0)
            {
                var inside = (int)Math.Min(_body, bytes.Length);
                _body -= inside;
                bytes = bytes[inside..];
                continue;
            }
            byte next = bytes[0];
            bytes = bytes[1..];
            if (_header == 0)
            {
                (_header, _shift, _length) = (1, 0, 0);
                continue;
            }
            _length |= (long)(next & 127) << _shift;
            _shift += 7;
            if (_length > mostPacketBytes || _shift > 28)
            {
                tooLong();
                throw new MqttProtocolViolationException($"a packet says to have {_length} bytes or more and may have {mostPacketBytes}: it would be held in memory");
            }
            if ((next & 128) == 0) (_header, _body) = (0, _length);
        }
    }
}
