using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Vicinity.Broker;
using Vicinity.Gateway;

namespace Vicinity.Cli.Tests;

/// <summary>A cluster elsewhere is recognised by what it offers, and one that does not answer is told at once.</summary>
public sealed class RemoteLogTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("vicinity-remote-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Vicinity_nodes_elsewhere_are_known_for_what_they_are()
    {
        await using Engine node = Engine.Start(new BrokerOptions { DataFolder = _data.FullName, Listen = new IPEndPoint(IPAddress.Loopback, 0) }, NullLoggerFactory.Instance);

        await using Engine engine = await Engine.AtAsync($"127.0.0.1:1,{node.BootstrapServers}", NullLoggerFactory.Instance, Cancel);

        engine.Kind.ShouldBe(EngineKind.Vicinity);
        EngineStatus status = engine.Status();
        status.Problem().ShouldBeNull();
        status.ClusterId().ShouldBe(node.Node!.ClusterId);
        status.NodeId().ShouldBeNull();
    }

    [Fact]
    public async Task A_broker_that_offers_no_API_of_Vicinity_is_Kafka()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task broker = AnswerAsync(listener, ended.Token);
        await using (var log = new RemoteLog($"{listener.LocalEndpoint}", NullLoggerFactory.Instance, TimeProvider.System))
        {
            await log.FirstLook;

            log.Kind.ShouldBe(EngineKind.Kafka);
            log.Problem.ShouldBeNull();
        }

        await ended.CancelAsync();
        await broker;
    }

    [Fact]
    public async Task A_cluster_that_does_not_answer_is_logged_once_with_its_address_before_the_start_goes_on()
    {
        using var lines = new LogLines();
        var time = new FakeTimeProvider();
        await using var log = new RemoteLog("127.0.0.1:1", lines, time);

        // The clock rests: it is told at the first attempt, and not after a time.
        await log.FirstLook;

        (LogLevel level, string line, _) = lines.All.ShouldHaveSingleItem();
        level.ShouldBe(LogLevel.Warning);
        line.ShouldStartWith("The cluster at 127.0.0.1:1 does not answer; the program goes on trying: ");
        log.Kind.ShouldBeNull();
        log.Problem.ShouldNotBeNull().ShouldContain("127.0.0.1:1");
    }

    public void Dispose() => _data.Delete(recursive: true);

    /// <summary>Answers ApiVersions (version 3) with itself and Metadata, and Metadata (version 12) with a cluster of which it says nothing.</summary>
    private static async Task AnswerAsync(TcpListener listener, CancellationToken cancel)
    {
        byte[] versions = [0, 0, 0, 0, 0, 0, 3, 0, 3, 0, 12, 0, 12, 0, 0, 18, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0];
        byte[] metadata = [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 255, 255, 255, 255, 1, 0];
        var connections = new List<Task>();
        try
        {
            while (true) connections.Add(AnswerAsync(await listener.AcceptSocketAsync(cancel)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }

        async Task AnswerAsync(Socket socket)
        {
            using (socket)
            {
                byte[] request = new byte[1024];
                while (await socket.ReceiveAsync(request, CancellationToken.None) > 0)
                {
                    byte[] body = request[5] == 18 ? versions : metadata;
                    request.AsSpan(8, 4).CopyTo(body);
                    byte[] frame = new byte[4 + body.Length];
                    BinaryPrimitives.WriteInt32BigEndian(frame, body.Length);
                    body.CopyTo(frame, 4);
                    await socket.SendAsync(frame, CancellationToken.None);
                }
            }
        }
    }
}
