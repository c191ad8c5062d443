using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Vicinity.System.Tests;

/// <summary><c>vicinity node</c> as a process that can be killed and started again on the same port and folder.</summary>
internal sealed class NodeProcess : IDisposable
{
    // Size 10, ApiVersions, version 0, correlation 1, no client id.
    private static readonly byte[] s_apiVersions = [0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, 255, 255];
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _data = new();
    private readonly int _port = FreePort.Next();
    private VicinityProcess? _process;

    /// <summary>Address of the Kafka protocol.</summary>
    public string Address => $"127.0.0.1:{_port}";

    public string DataFolder => _data.Path;

    public VicinityProcess Process => _process ?? throw new InvalidOperationException("the node was not started");

    /// <summary>Starts the node; returns, when it has answered its first request, how long that took from the start of the process.</summary>
    public async Task<TimeSpan> StartAsync(CancellationToken cancel)
    {
        _process?.Dispose();
        long began = Stopwatch.GetTimestamp();
        _process = VicinityProcess.Start("node", "--data", _data.Path, "--listen", Address);
        while (!await AnswersAsync(cancel))
        {
            if (_process.HasExited) throw new InvalidOperationException($"the node ended with {_process.ExitCode}:{Environment.NewLine}{_process.Output}");
            if (Stopwatch.GetElapsedTime(began) > s_patience) throw new TimeoutException($"the node did not answer within {s_patience}:{Environment.NewLine}{_process.Output}");
            await Task.Delay(TimeSpan.FromMilliseconds(5), cancel);
        }

        return Stopwatch.GetElapsedTime(began);
    }

    public void Kill() => Process.Kill();

    public void Dispose()
    {
        _process?.Dispose();
        _data.Dispose();
    }

    private async Task<bool> AnswersAsync(CancellationToken cancel)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, _port), cancel);
            await socket.SendAsync(s_apiVersions, cancel);
            byte[] head = new byte[8];
            return await socket.ReceiveAsync(head, cancel) == head.Length && BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(4)) == 1;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
