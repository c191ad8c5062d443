namespace Vicinity.Interop.Tests;

/// <summary>confluent-kafka 1.7.0 on librdkafka 2.0.2 produces and reads.</summary>
public sealed class ConfluentRecordTests
{
    private readonly PythonScript _python;

    public ConfluentRecordTests(BrokerUnderTest broker)
    {
        Installed.NeedsConfluent();
        _python = new PythonScript("confluent.py", broker);
    }

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
    public Task The_idempotent_producer_writes_everything_once_and_in_order() => _python.PassesAsync("the_idempotent_producer");

    [Fact]
    public Task A_record_above_the_limit_of_its_topic_is_refused_and_the_next_is_kept() => _python.PassesAsync("a_record_above_the_limit");

    [Fact]
    public Task Offsets_are_found_by_time_and_the_watermarks_are_right() => _python.PassesAsync("offsets_by_time_and_watermarks");

    [Fact]
    public Task It_seeks_inside_a_batch_pauses_and_goes_on() => _python.PassesAsync("seeking_pausing_and_going_on");

    [Fact]
    public Task An_offset_that_is_not_there_leads_to_the_reset_policy() => _python.PassesAsync("an_offset_that_is_not_there");

    [Fact]
    public Task A_topic_is_made_by_use_only_where_the_client_allows_it() => _python.PassesAsync("creating_a_topic_by_using_it");
}
