using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Vicinity.Weather.Mqtt.Tests;

/// <summary>Sends bytes of MQTT 3.1.1 as a test wants them.</summary>
public sealed class RawClient : IDisposable
{
    private readonly TcpClient _client = new();

    /// <summary>Connects, and sends CONNECT.</summary>
    public static async Task<RawClient> ConnectAsync(TestMqtt mqtt, string id)
    {
        var client = new RawClient();
        await client._client.ConnectAsync(IPAddress.Loopback, mqtt.Server.Port);
        byte[] name = Encoding.UTF8.GetBytes(id);
        await client.SendAsync([0x10, (byte)(12 + name.Length), 0, 4, .. "MQTT"u8, 4, 2, 0, 60, 0, (byte)name.Length, .. name]);
        return client;
    }

    /// <summary>Sends PUBLISH of QoS 1.</summary>
    public Task PublishAsync(string topic, string payload, byte packet, bool isRepeated)
    {
        byte[] body = [0, (byte)topic.Length, .. Encoding.UTF8.GetBytes(topic), 0, packet, .. Encoding.UTF8.GetBytes(payload)];
        return SendAsync([(byte)(0x32 | (isRepeated ? 8 : 0)), (byte)body.Length, .. body]);
    }

    public async Task SendAsync(byte[] bytes) => await _client.GetStream().WriteAsync(bytes);

    /// <summary>Reads so many bytes.</summary>
    public async Task<byte[]> ReadAsync(int count)
    {
        var bytes = new byte[count];
        await _client.GetStream().ReadExactlyAsync(bytes).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        return bytes;
    }

    /// <summary>Returns when the server has closed the connection.</summary>
    public async Task ClosedAsync()
    {
        var bytes = new byte[256];
        try
        {
            while (await _client.GetStream().ReadAsync(bytes).AsTask().WaitAsync(TimeSpan.FromSeconds(30)) > 0)
            {
            }
        }
        catch (IOException)
        {
            // Reset: closed as well.
        }
    }

    public void Dispose() => _client.Dispose();
}
