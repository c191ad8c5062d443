using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Vicinity.Contacts;

/// <summary>
/// Sends and hears UDP broadcasts on one network. Several devices on a machine share the port, and each hears all. A send or a receipt that fails is counted
/// and ends nothing. One caller may send while another one listens.
/// </summary>
public sealed class Radio : IDisposable
{
    // The longest datagram there is: one that is too long is known to be, and is not taken for a shorter one.
    private const int MaxDatagram = 65_536;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private readonly Socket _speaker, _listener;
    private readonly IPEndPoint _all;
    private long _sent, _sentBytes, _failed;

    /// <summary>Opens the sockets.</summary>
    /// <param name="network">The network.</param>
    /// <param name="port">The port that all devices share.</param>
    /// <exception cref="SocketException">The port cannot be shared: another program holds it for itself.</exception>
    public Radio(BroadcastNetwork network, int port)
    {
        _all = new IPEndPoint(network.Broadcast, port);
        _listener = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        _speaker = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            _listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            // Any address: a node of the original program may send to 255.255.255.255. Who is not of the network is dropped by its address.
            _listener.Bind(new IPEndPoint(IPAddress.Any, port));
            _speaker.EnableBroadcast = true;
            _speaker.Bind(new IPEndPoint(network.Address, 0));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Messages sent.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Bytes of the messages sent, without the headers of UDP and IP.</summary>
    public long SentBytes => Interlocked.Read(ref _sentBytes);

    /// <summary>Messages that could not be sent, and receipts that failed.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Sends a message to all.</summary>
    public void Send(ReadOnlySpan<byte> message)
    {
        try
        {
            _speaker.SendTo(message, SocketFlags.None, _all);
            Interlocked.Increment(ref _sent);
            Interlocked.Add(ref _sentBytes, message.Length);
        }
        catch (SocketException)
        {
            // The network is away or has no room; the next tick says it again.
            Interlocked.Increment(ref _failed);
        }
    }

    /// <summary>Hears until it is cancelled.</summary>
    /// <param name="heard">Takes each datagram. It is called one at a time, and the bytes are its own only until it returns.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task ListenAsync(Action<ReadOnlyMemory<byte>, Sender> heard, CancellationToken cancel)
    {
        byte[] buffer = GC.AllocateUninitializedArray<byte>(MaxDatagram, pinned: true);
        var from = new SocketAddress(AddressFamily.InterNetwork);
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                int length = await _listener.ReceiveFromAsync(buffer.AsMemory(), SocketFlags.None, from, cancel).ConfigureAwait(false);
                heard(buffer.AsMemory(0, length), SenderOf(from));
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
            catch (SocketException)
            {
                Interlocked.Increment(ref _failed);
                await Task.Delay(s_pause, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener.Dispose();
        _speaker.Dispose();
    }

    private static Sender SenderOf(SocketAddress from)
    {
        ReadOnlySpan<byte> bytes = from.Buffer.Span;
        return new Sender(BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]), BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]));
    }
}
