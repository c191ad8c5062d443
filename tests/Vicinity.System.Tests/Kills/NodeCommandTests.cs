using System.Net;
using System.Net.Sockets;
using Vicinity.Client;
using Vicinity.Model;

namespace Vicinity.System.Tests;

public sealed class NodeCommandTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Fact(Timeout = 120_000)]
    public async Task Sigterm_under_load_ends_with_0_and_leaves_nothing_to_recover()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using var node = new NodeProcess();
        await node.StartAsync(cancel);
        await using (var admin = new Admin(new AdminOptions { BootstrapServers = node.Address })) await admin.CreateTopicAsync("t", 3, 1, null, cancel);
        await using var producer = new Producer(new ProducerOptions { BootstrapServers = node.Address });
        var writers = new NumberedWriters([producer], "t", 3);
        await using var reader = new Consumer(new ConsumerOptions { BootstrapServers = node.Address, MaxWait = TimeSpan.FromSeconds(30), FetchMinBytes = 10_000_000 });
        reader.Assign([new TopicPartition("t", 0)], StartPosition.Latest);
        Task<ConsumedBatch?> waiting = reader.PollAsync(TimeSpan.FromSeconds(60), cancel).AsTask();
        await writers.ReachAsync(500, cancel);

        (await node.Process.TerminateAsync(TimeSpan.FromSeconds(30), cancel)).ShouldBe(0);

        node.Process.Output.ShouldContain("stopped: everything is on disk");
        await node.StartAsync(cancel);
        node.Process.Output.ShouldNotContain("Recovered ", Case.Sensitive);
        await writers.ReachAsync(writers.Count + 100, cancel);
        await writers.FinishAsync();
        await waiting;
        for (int p = 0; p < 3; p++)
            (await StoredRecords.ReadAsync(node.Address, new TopicPartition("t", p), cancel)).Select(r => r.ValueText).ShouldBe(Enumerable.Range(0, writers.Acknowledged(p).Count).Select(i => NumberedWriters.ValueOf(i)));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_port_that_is_taken_ends_with_1_and_says_which_and_what_to_do()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        using var data = new TemporaryFolder();
        using VicinityProcess process = VicinityProcess.Start("node", "--data", data.Path, "--listen", $"{taken.LocalEndpoint}");

        await process.WaitForExitAsync(s_patience, cancel);

        process.ExitCode.ShouldBe(1);
        process.Output.ShouldContain($"cannot listen on {taken.LocalEndpoint}");
        process.Output.ShouldContain("--listen");
        process.Output.ShouldNotContain("   at ");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_folder_that_is_in_use_ends_with_1_and_says_so_and_the_first_node_goes_on()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using var node = new NodeProcess();
        await node.StartAsync(cancel);
        using VicinityProcess second = VicinityProcess.Start("node", "--data", node.DataFolder, "--listen", "127.0.0.1:0");

        await second.WaitForExitAsync(s_patience, cancel);

        second.ExitCode.ShouldBe(1);
        second.Output.ShouldContain("in use by another process");
        second.Output.ShouldNotContain("   at ");
        await using var admin = new Admin(new AdminOptions { BootstrapServers = node.Address });
        await admin.CreateTopicAsync("t", 1, 1, null, cancel);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_folder_of_a_later_format_ends_with_1_and_is_left_alone()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using var data = new TemporaryFolder();
        string file = Path.Combine(data.Path, "node.json");
        const string Later = """{"formatVersion":99}""";
        await File.WriteAllTextAsync(file, Later, cancel);
        using VicinityProcess process = VicinityProcess.Start("node", "--data", data.Path, "--listen", "127.0.0.1:0");

        await process.WaitForExitAsync(s_patience, cancel);

        process.ExitCode.ShouldBe(1);
        process.Output.ShouldContain(file);
        process.Output.ShouldContain("format version 99");
        process.Output.ShouldNotContain("   at ");
        (await File.ReadAllTextAsync(file, cancel)).ShouldBe(Later);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_address_that_is_none_is_wrong_usage()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using VicinityProcess process = VicinityProcess.Start("node", "--listen", "nonsense");

        await process.WaitForExitAsync(s_patience, cancel);

        process.ExitCode.ShouldBe(2);
        process.Output.ShouldContain("nonsense");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_node_short_of_descriptors_refuses_newcomers_says_so_serves_whom_it_has_and_recovers()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the limit of descriptors is set by a shell of Linux");
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using var data = new TemporaryFolder();
        int port = FreePort.Next();
        using VicinityProcess process = VicinityProcess.StartLimited("ulimit -n 350", "node", "--data", data.Path, "--listen", $"127.0.0.1:{port}");
        await process.WaitForOutputAsync("Kafka protocol on", s_patience, cancel);
        await using var producer = new Producer(new ProducerOptions { BootstrapServers = $"127.0.0.1:{port}" });
        (await producer.SendAsync("t", default, "0"u8.ToArray())).Offset.ShouldBe(0);

        var crowd = new List<Socket>();
        for (int i = 0; i < 500; i++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancel);
            crowd.Add(socket);
        }

        await process.WaitForOutputAsync("of this process's 350 file descriptors the last 87 are kept for files", s_patience, cancel);
        for (int i = 1; i <= 50; i++) (await producer.SendAsync("t", default, "x"u8.ToArray())).Offset.ShouldBe(i);
        foreach (Socket socket in crowd) socket.Dispose();

        await using var admin = new Admin(new AdminOptions { BootstrapServers = $"127.0.0.1:{port}" });
        await admin.CreateTopicAsync("u", 1, 1, null, cancel);
        process.Output.Split("Connections are refused").Length.ShouldBeLessThan(200);
        (await process.TerminateAsync(TimeSpan.FromSeconds(30), cancel)).ShouldBe(0);
    }

    [Fact(Timeout = 120_000)]
    public async Task Hostile_connections_do_not_disturb_a_client_of_the_real_process()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using var node = new NodeProcess();
        await node.StartAsync(cancel);
        await using var producer = new Producer(new ProducerOptions { BootstrapServers = node.Address });
        await producer.SendAsync("t", default, "first"u8.ToArray());
        var prng = new Prng(3);
        var waiting = new List<Socket>();
        for (int i = 0; i < 150; i++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPEndPoint.Parse(node.Address), cancel);
            byte[] bytes = new byte[prng.Next(1, 500)];
            prng.Fill(bytes);
            if (i % 3 == 0) (bytes[0], bytes[^1]) = (0x7F, 0xFF);
            await socket.SendAsync(bytes, cancel);
            waiting.Add(socket);
            (await producer.SendAsync("t", default, "x"u8.ToArray(), partition: 0)).Offset.ShouldBe(i + 1);
        }

        foreach (Socket socket in waiting) socket.Dispose();
        (await node.Process.TerminateAsync(TimeSpan.FromSeconds(30), cancel)).ShouldBe(0);
        node.Process.Output.ShouldContain("Closed the connection of 127.0.0.1");
        node.Process.Output.ShouldNotContain("fail:");
    }
}
