using System.Buffers.Binary;
using Microsoft.Extensions.Time.Testing;
using Vicinity.Protocol;

namespace Vicinity.Client.Tests;

public sealed class BrokerConnectionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_broker_that_knows_only_old_versions_is_asked_again_in_version_0()
    {
        await using var broker = new FakeBroker { HighestApiVersions = 0 };
        using BrokerConnection connection = await ConnectAsync(broker);
        broker.Count(ApiKey.ApiVersions).ShouldBe(2);
        (await MetadataAsync(connection)).ClusterId.ShouldBe("fake");
    }

    [Fact]
    public async Task The_highest_common_version_is_used()
    {
        await using var broker = new FakeBroker();
        broker.Ranges[ApiKey.Metadata] = new ApiRange(0, 2);
        using BrokerConnection connection = await ConnectAsync(broker);
        connection.Negotiate<MetadataRequest>().ShouldBe((short)2);
        connection.Negotiate<MetadataRequest>(maxVersion: 1).ShouldBe((short)1);
    }

    [Fact]
    public async Task Without_a_common_version_the_error_names_both_ranges()
    {
        await using var broker = new FakeBroker();
        broker.Ranges[ApiKey.Metadata] = new ApiRange(90, 99);
        using BrokerConnection connection = await ConnectAsync(broker);
        string text = (await Should.ThrowAsync<UnsupportedApiException>(MetadataAsync(connection))).Message;
        text.ShouldContain("90-99");
        text.ShouldContain("Metadata");
    }

    [Fact]
    public async Task Pipelined_requests_get_their_own_answers()
    {
        await using var broker = new FakeBroker();
        broker.On<FindCoordinatorRequest, FindCoordinatorResponse>(r => new FindCoordinatorResponse { Host = r.Key });
        using BrokerConnection connection = await ConnectAsync(broker);
        var answers = Enumerable.Range(0, 500).Select(i => connection.SendAsync<FindCoordinatorRequest, FindCoordinatorResponse>(
            new FindCoordinatorRequest { Key = $"{i}" }, maxVersion: 3, cancel: Cancel)).ToList();
        string[] hosts = [.. (await Task.WhenAll(answers)).Select(a => a.Host)];
        hosts.ShouldBe(Enumerable.Range(0, 500).Select(i => $"{i}"));
    }

    [Fact]
    public async Task A_request_without_answer_ends_the_connection_when_its_time_is_over()
    {
        var time = new FakeTimeProvider();
        var asked = new TaskCompletionSource();
        await using var broker = new FakeBroker();
        broker.On<MetadataRequest, MetadataResponse>(_ =>
        {
            asked.TrySetResult();
            return null;
        });
        using BrokerConnection connection = await ConnectAsync(broker, time);
        Task<MetadataResponse> first = MetadataAsync(connection);
        Task<MetadataResponse> second = MetadataAsync(connection);
        await asked.Task;
        time.Advance(TimeSpan.FromSeconds(29));
        first.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(2));
        await Should.ThrowAsync<RequestTimeoutException>(first);
        await Should.ThrowAsync<ClientException>(second);
        connection.IsAlive.ShouldBeFalse();
    }

    [Fact]
    public async Task A_closed_connection_fails_all_that_wait_and_names_the_address()
    {
        await using var broker = new FakeBroker();
        broker.On<MetadataRequest, MetadataResponse>(_ => throw new DropConnectionException());
        using BrokerConnection connection = await ConnectAsync(broker);
        Task<MetadataResponse>[] waiting = [MetadataAsync(connection), MetadataAsync(connection)];
        foreach (Task<MetadataResponse> request in waiting)
            (await Should.ThrowAsync<DisconnectedException>(request)).Addresses.ShouldBe([broker.Servers]);
        await Should.ThrowAsync<DisconnectedException>(MetadataAsync(connection));
    }

    [Theory]
    [InlineData(999, 8)]
    [InlineData(-1, -5)]
    [InlineData(-1, int.MaxValue)]
    public async Task An_answer_that_cannot_be_right_ends_the_connection(int correlationId, int size)
    {
        await using var broker = new FakeBroker();
        broker.OnRaw(ApiKey.Metadata, header =>
        {
            byte[] answer = new byte[12];
            BinaryPrimitives.WriteInt32BigEndian(answer, size);
            BinaryPrimitives.WriteInt32BigEndian(answer.AsSpan(4), correlationId < 0 ? header.CorrelationId : correlationId);
            return answer;
        });
        using BrokerConnection connection = await ConnectAsync(broker);
        await Should.ThrowAsync<DisconnectedException>(MetadataAsync(connection));
    }

    [Fact]
    public async Task A_body_that_is_not_the_protocol_fails_its_request_alone()
    {
        await using var broker = new FakeBroker();
        broker.OnRaw(ApiKey.Metadata, header =>
        {
            byte[] answer = [0, 0, 0, 9, 0, 0, 0, 0, 255, 255, 255, 255, 255];
            BinaryPrimitives.WriteInt32BigEndian(answer.AsSpan(4), header.CorrelationId);
            return answer;
        });
        using BrokerConnection connection = await ConnectAsync(broker);
        (await Should.ThrowAsync<ClientException>(MetadataAsync(connection))).IsRetriable.ShouldBeFalse();
        connection.IsAlive.ShouldBeTrue();
    }

    [Fact]
    public async Task Nobody_listening_is_told_with_the_address()
    {
        var broker = new FakeBroker();
        BrokerAddress address = broker.Address;
        await broker.DisposeAsync();
        var error = await Should.ThrowAsync<DisconnectedException>(BrokerConnector.ConnectAsync(address, Options(TimeProvider.System), Cancel));
        error.Addresses.ShouldBe([address.ToString()]);
    }

    private static Task<BrokerConnection> ConnectAsync(FakeBroker broker, TimeProvider? time = null) =>
        BrokerConnector.ConnectAsync(broker.Address, Options(time ?? TimeProvider.System), Cancel);

    private static ConnectionOptions Options(TimeProvider time) => new("test", TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(10), time);

    private static Task<MetadataResponse> MetadataAsync(BrokerConnection connection) =>
        connection.SendAsync<MetadataRequest, MetadataResponse>(new MetadataRequest { Topics = null }, cancel: Cancel);
}
