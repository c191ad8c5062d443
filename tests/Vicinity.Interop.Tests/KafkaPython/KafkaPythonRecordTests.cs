namespace Vicinity.Interop.Tests;

/// <summary>kafka-python 2.0.2 produces and reads.</summary>
public sealed class KafkaPythonRecordTests
{
    private readonly PythonScript _python;

    public KafkaPythonRecordTests(BrokerUnderTest broker)
    {
        Installed.NeedsKafkaPython();
        _python = new PythonScript("kafka_python.py", broker);
    }

    [Fact]
    public Task It_takes_the_node_for_a_broker_with_record_batches() => _python.PassesAsync("takes_the_node_for_a_broker_with_record_batches");

    [Theory]
    [InlineData("none")]
    [InlineData("gzip")]
    [InlineData("snappy")]
    [InlineData("lz4")]
    [InlineData("zstd")]
    public Task Records_of_every_codec_come_back_at_offsets_without_holes(string codec) => _python.PassesAsync("every_codec", codec);

    [Fact]
    public Task Keys_headers_nulls_and_timestamps_come_back_as_they_were_sent() => _python.PassesAsync("keys_headers_nulls_and_timestamps");

    [Fact]
    public Task Every_kind_of_acknowledgement_keeps_all_records() => _python.PassesAsync("every_kind_of_acknowledgement");

    [Fact]
    public Task A_record_larger_than_the_fetch_limits_is_read_and_one_above_the_topics_limit_is_refused() => _python.PassesAsync("a_large_record_among_small_limits");

    [Fact]
    public Task Offsets_are_found_by_time_and_at_both_ends() => _python.PassesAsync("offsets_by_time_and_at_both_ends");

    [Fact]
    public Task It_reads_from_an_offset_inside_a_batch() => _python.PassesAsync("seeking_inside_a_batch");

    [Fact]
    public Task An_offset_that_is_not_there_is_out_of_range() => _python.PassesAsync("an_offset_that_is_not_there");

    [Fact]
    public Task Producing_to_a_topic_that_does_not_exist_makes_it() => _python.PassesAsync("creating_a_topic_by_using_it");

    [Fact]
    public Task A_reader_of_a_deleted_topic_goes_on_with_the_others() => _python.PassesAsync("deleting_a_topic_under_its_reader");
}
