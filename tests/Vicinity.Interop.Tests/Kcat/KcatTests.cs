using System.Globalization;
using System.Text.Json;
using Vicinity.Records;

namespace Vicinity.Interop.Tests;

/// <summary>kcat 1.7.1 (librdkafka 2.0.2) lists, produces, consumes and looks offsets up.</summary>
public sealed class KcatTests
{
    private readonly BrokerUnderTest _broker;
    private readonly KcatProgram _kcat;

    public KcatTests(BrokerUnderTest broker)
    {
        Installed.NeedsKcat();
        _broker = broker;
        _kcat = new KcatProgram(broker);
    }

    [Fact]
    public async Task It_lists_brokers_topics_and_partitions()
    {
        string topic = await _broker.NewTopicAsync(3);

        ProgramResult text = (await _kcat.RunAsync("", "-L", "-t", topic)).ShouldHaveSucceeded();
        text.Output.ShouldContain($"at {_broker.Bootstrap}");
        text.Output.ShouldContain($"topic \"{topic}\" with 3 partitions");

        ProgramResult json = (await _kcat.RunAsync("", "-L", "-J")).ShouldHaveSucceeded();
        using JsonDocument document = JsonDocument.Parse(json.Output);
        JsonElement found = document.RootElement.GetProperty("topics").EnumerateArray().Single(t => t.GetProperty("topic").GetString() == topic);
        int[] brokers = [.. document.RootElement.GetProperty("brokers").EnumerateArray().Select(b => b.GetProperty("id").GetInt32())];
        found.GetProperty("partitions").EnumerateArray().Select(p => p.GetProperty("partition").GetInt32()).ShouldBe([0, 1, 2]);
        found.GetProperty("partitions").EnumerateArray().ShouldAllBe(p => brokers.Contains(p.GetProperty("leader").GetInt32()));
        brokers.ShouldContain(document.RootElement.GetProperty("controllerid").GetInt32());
    }

    [Theory]
    [InlineData("none", CompressionCodec.None)]
    [InlineData("gzip", CompressionCodec.Gzip)]
    [InlineData("snappy", CompressionCodec.Snappy)]
    [InlineData("lz4", CompressionCodec.Lz4)]
    [InlineData("zstd", CompressionCodec.Zstd)]
    public async Task It_produces_with_every_codec_and_the_batch_is_served_as_it_came(string codec, object stored)
    {
        string topic = await _broker.NewTopicAsync();
        string[] values = [.. Enumerable.Range(0, 500).Select(i => $"value {i} of many that look alike")];

        (await _kcat.RunAsync(string.Join('\n', values) + "\n", "-P", "-t", topic, "-z", codec, "-X", "linger.ms=200")).ShouldHaveSucceeded();

        (await _kcat.ConsumeAsync(topic)).ShouldBe(values);
        await using WireConnection connection = await WireConnection.OpenAsync(_broker);
        (await connection.FetchAsync(topic, 0, 0)).Batches().ShouldAllBe(b => b.Compression == (CompressionCodec)stored);
    }

    [Fact]
    public async Task Keys_headers_null_values_and_the_partition_come_back_as_they_were_sent()
    {
        string topic = await _broker.NewTopicAsync(2);

        (await _kcat.RunAsync("a:one\nb:\nc:three\n", "-P", "-t", topic, "-p", "1", "-K:", "-Z", "-H", "origin=kcat", "-H", "empty=", "-H", "bare")).ShouldHaveSucceeded();

        string[] lines = await _kcat.ConsumeAsync(topic, "-f", "%p %o %k %s %S %h\\n");
        lines.ShouldBe(
        [
            "1 0 a one 3 origin=kcat,empty=,bare=NULL",
            "1 1 b  -1 origin=kcat,empty=,bare=NULL",
            "1 2 c three 5 origin=kcat,empty=,bare=NULL",
        ]);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("all")]
    public async Task Every_kind_of_acknowledgement_keeps_all_records(string acks)
    {
        string topic = await _broker.NewTopicAsync();

        (await _kcat.RunAsync(string.Concat(Enumerable.Range(0, 50).Select(i => $"{i}\n")), "-P", "-t", topic, "-X", $"acks={acks}")).ShouldHaveSucceeded();

        (await _kcat.ConsumeAsync(topic, "-c", "50")).Length.ShouldBe(50);
    }

    [Fact]
    public async Task The_idempotent_producer_writes_everything_once_and_in_order()
    {
        string topic = await _broker.NewTopicAsync();
        string[] values = [.. Enumerable.Range(0, 20_000).Select(i => i.ToString(CultureInfo.InvariantCulture))];

        (await _kcat.RunAsync(string.Join('\n', values) + "\n", "-P", "-t", topic, "-X", "enable.idempotence=true", "-X", "batch.num.messages=100")).ShouldHaveSucceeded();

        (await _kcat.ConsumeAsync(topic)).ShouldBe(values);
    }

    [Theory]
    [InlineData("beginning", "0,1,2,3,4,5,6,7,8,9")]
    [InlineData("6", "6,7,8,9")]
    [InlineData("-3", "7,8,9")]
    [InlineData("s@1700000004000", "4,5,6,7,8,9")]
    [InlineData("s@1700000003500", "4,5,6,7,8,9")]
    public async Task It_begins_to_read_at_an_offset_from_either_end_or_at_a_time(string begin, string expected)
    {
        string topic = await TenRecordsASecondApartAsync();

        (await _kcat.ConsumeAsync(topic, "-o", begin)).ShouldBe(expected.Split(','));
    }

    [Fact]
    public async Task It_reads_the_records_between_two_times()
    {
        string topic = await TenRecordsASecondApartAsync();

        (await _kcat.ConsumeAsync(topic, "-p", "0", "-o", "s@1700000002000", "-o", "e@1700000006000")).ShouldBe(["2", "3", "4", "5"]);
    }

    [Theory]
    [InlineData("1700000004000", 4)]
    [InlineData("1700000004001", 5)]
    [InlineData("0", 0)]
    [InlineData("1800000000000", -1)]
    [InlineData("-1", 10)]
    [InlineData("-2", 0)]
    public async Task A_time_is_answered_with_the_first_record_of_that_time_or_later(string time, int expected)
    {
        string topic = await TenRecordsASecondApartAsync();

        ProgramResult answer = (await _kcat.RunAsync("", "-Q", "-t", $"{topic}:0:{time}")).ShouldHaveSucceeded();

        // Nothing found is shown as the end by librdkafka's rule: offset -1.
        answer.Output.Trim().ShouldBe($"{topic} [0] offset {expected}");
    }

    [Fact]
    public async Task Timestamps_come_back_and_json_output_is_whole()
    {
        string topic = await TenRecordsASecondApartAsync();

        string[] lines = await _kcat.ConsumeAsync(topic, "-J");

        using JsonDocument third = JsonDocument.Parse(lines[3]);
        third.RootElement.GetProperty("ts").GetInt64().ShouldBe(1_700_000_003_000);
        third.RootElement.GetProperty("tstype").GetString().ShouldBe("create");
        third.RootElement.GetProperty("offset").GetInt64().ShouldBe(3);
        third.RootElement.GetProperty("payload").GetString().ShouldBe("3");
    }

    [Fact]
    public async Task Producing_to_a_topic_that_does_not_exist_makes_it_with_the_default_partitions()
    {
        string topic = BrokerUnderTest.NewName();

        (await _kcat.RunAsync("made\n", "-P", "-t", topic)).ShouldHaveSucceeded();

        (await _kcat.ConsumeAsync(topic)).ShouldBe(["made"]);
        (await _kcat.RunAsync("", "-L", "-t", topic)).Output.ShouldContain($"topic \"{topic}\" with 4 partitions");
    }

    [Fact]
    public async Task A_name_that_no_topic_may_have_is_refused_and_nothing_is_made()
    {
        ProgramResult refused = await _kcat.RunAsync("x\n", "-P", "-t", "not/a topic", "-X", "message.timeout.ms=5000");

        refused.ExitCode.ShouldNotBe(0);
        (await _kcat.RunAsync("", "-L")).Output.ShouldNotContain("not/a topic");
    }

    [Fact]
    public async Task A_record_above_the_limit_of_its_topic_is_refused_and_others_are_kept()
    {
        string topic = await _broker.NewTopicAsync(1, ("max.message.bytes", "2000"));

        ProgramResult refused = await _kcat.RunAsync(new string('x', 5000) + "\n", "-P", "-t", topic);
        refused.All.ShouldContain("Message size too large");
        (await _kcat.RunAsync("small\n", "-P", "-t", topic)).ShouldHaveSucceeded();

        (await _kcat.ConsumeAsync(topic)).ShouldBe(["small"]);
    }

    [Fact]
    public async Task A_consumer_that_waits_gets_a_record_as_soon_as_it_is_there()
    {
        string topic = await _broker.NewTopicAsync();
        await using Conversation reader = _kcat.Start("-C", "-t", topic, "-o", "beginning", "-u", "-f", "got %s\\n");
        await reader.LineAsync(l => l.Contains("Reached end", StringComparison.Ordinal));

        (await _kcat.RunAsync("now\n", "-P", "-t", topic)).ShouldHaveSucceeded();

        (await reader.LineAsync(l => l.StartsWith("got", StringComparison.Ordinal))).ShouldBe("got now");
    }

    private async Task<string> TenRecordsASecondApartAsync()
    {
        string topic = await _broker.NewTopicAsync(1, ("retention.ms", "-1"));
        await using WireConnection connection = await WireConnection.OpenAsync(_broker);
        for (int first = 0; first < 10; first += 5)
        {
            using var builder = new RecordBatchBuilder(1 << 20);
            for (int i = first; i < first + 5; i++)
            {
                byte[] value = System.Text.Encoding.ASCII.GetBytes(i.ToString(CultureInfo.InvariantCulture));
                builder.TryAppend(1_700_000_000_000 + (i * 1000), default, new NullableBytes(value)).ShouldBeTrue();
            }

            (await connection.ProduceAsync(topic, 0, builder.Complete(CompressionCodec.Lz4).ToArray())).BaseOffset.ShouldBe(first);
        }

        return topic;
    }
}
