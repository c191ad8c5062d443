using System.Globalization;
using System.Text.RegularExpressions;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Interop.Tests;

/// <summary>
/// Which versions a node offers. Some clients take a version for granted without asking (Sarama), others conclude from the ranges what a
/// broker can do (librdkafka, kafka-python), so a range that shrinks takes a feature from somebody.
/// </summary>
public sealed partial class OfferedVersionsTests(BrokerUnderTest broker)
{
    private const int OwnApis = 10_000;

    /// <summary>Api, smallest and largest version that some known client needs.</summary>
    public static TheoryData<int, int, int> Needed() => new()
    {
        // librdkafka compresses with gzip, snappy and lz4 only where Produce 0 is in the range, and with zstd where Produce 7 and Fetch 10 are.
        { 0, 0, 12 },
        // @platformatic/kafka reads by topic id alone.
        { 1, 4, 17 },
        { 2, 1, 7 },
        { 3, 0, 13 },
        // Sarama commits in version 1.
        { 8, 1, 9 },
        { 9, 1, 9 },
        { 10, 0, 3 },
        // librdkafka waits for ever with group.instance.id where JoinGroup 5 is missing.
        { 11, 0, 9 },
        { 12, 0, 4 },
        { 13, 0, 5 },
        { 14, 0, 5 },
        { 15, 0, 5 },
        { 16, 0, 4 },
        { 18, 0, 3 },
        { 19, 0, 7 },
        { 20, 0, 6 },
        { 21, 0, 2 },
        { 22, 0, 4 },
        { 23, 2, 4 },
        { 32, 0, 4 },
        { 33, 0, 2 },
        { 35, 1, 4 },
        { 37, 0, 3 },
        { 42, 0, 2 },
        { 44, 0, 1 },
        { 46, 0, 0 },
        { 47, 0, 0 },
        { 55, 0, 2 },
        { 60, 0, 1 },
    };

    [Theory]
    [MemberData(nameof(Needed))]
    public async Task Every_version_that_a_known_client_sends_is_offered(int api, int min, int max)
    {
        BrokerUnderTest.NeedsOurNode();

        ApiVersionsResponseApiKey offered = (await OfferedAsync()).Single(a => (int)a.ApiKey == api);

        ((int)offered.MinVersion).ShouldBeLessThanOrEqualTo(min);
        ((int)offered.MaxVersion).ShouldBeGreaterThanOrEqualTo(max);
    }

    [Fact]
    public async Task What_does_not_exist_here_is_not_offered()
    {
        BrokerUnderTest.NeedsOurNode();

        List<ApiVersionsResponseApiKey> offered = await OfferedAsync();

        // Transactions, and groups whose partitions the coordinator assigns: clients that see these use them.
        offered.Select(a => (int)a.ApiKey).ShouldNotContain(key => key == 24 || key == 25 || key == 26 || key == 28 || key == 68 || key == 69);
        // Version 0 of ListOffsets means a list of segments, not an offset by time.
        offered.Single(a => (int)a.ApiKey == 2).MinVersion.ShouldBe((short)1);
    }

    [Fact]
    public async Task Versions_that_name_topics_by_id_come_together_or_not_at_all()
    {
        BrokerUnderTest.NeedsOurNode();

        List<ApiVersionsResponseApiKey> offered = await OfferedAsync();

        bool fetchById = offered.Single(a => (int)a.ApiKey == 1).MaxVersion >= 13;
        bool produceById = offered.Single(a => (int)a.ApiKey == 0).MaxVersion >= 13;
        bool metadataTellsIds = offered.Single(a => (int)a.ApiKey == 3).MaxVersion >= 10;
        (fetchById || produceById).ShouldBe(fetchById && produceById);
        if (fetchById) metadataTellsIds.ShouldBeTrue();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(7)]
    public async Task The_question_itself_is_answered_in_every_version_and_from_4_on_in_the_layout_of_0(short version)
    {
        await using WireConnection connection = await WireConnection.OpenAsync(broker);
        var question = new ApiVersionsRequest { ClientSoftwareName = "interop", ClientSoftwareVersion = "1.0" };
        int correlation = await connection.SendAsync(question, Math.Min(version, (short)4), version);
        byte[] frame = (await connection.ReadFrameAsync()).ShouldNotBeNull();

        // A broker that knows version 4 answers in its layout; the first bytes, up to the error, are the same in all.
        short error = System.Buffers.Binary.BinaryPrimitives.ReadInt16BigEndian(frame.AsSpan(4));
        System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(frame).ShouldBe(correlation);
        if (error == (short)ErrorCode.None)
        {
            WireConnection.Parse<ApiVersionsResponse>(frame, version, correlation).ApiKeys.ShouldNotBeEmpty();
            return;
        }

        error.ShouldBe((short)ErrorCode.UnsupportedVersion);
        version.ShouldBeGreaterThanOrEqualTo((short)4);
        ApiVersionsResponse fallback = WireConnection.Parse<ApiVersionsResponse>(frame, 0, correlation);
        fallback.ApiKeys.ShouldContain(a => (int)a.ApiKey == 18 && a.MaxVersion >= 3);
    }

    [Fact]
    public async Task The_compatibility_page_lists_every_api_with_the_versions_that_are_offered()
    {
        BrokerUnderTest.NeedsOurNode();
        string page = await File.ReadAllTextAsync(Path.Combine(RepositoryFolder.Root, "docs", "compatibility.md"), TestContext.Current.CancellationToken);

        Dictionary<int, string> listed = VersionsRow().Matches(page).ToDictionary(m => int.Parse(m.Groups["key"].Value, CultureInfo.InvariantCulture), m => m.Groups["here"].Value);

        listed.Where(l => l.Value != "-").OrderBy(l => l.Key).Select(l => $"{l.Key}: {l.Value}").ShouldBe(
            (await OfferedAsync()).Where(a => a.ApiKey < OwnApis).OrderBy(a => a.ApiKey).Select(a => $"{a.ApiKey}: {(a.MinVersion == a.MaxVersion ? $"{a.MinVersion}" : $"{a.MinVersion}-{a.MaxVersion}")}"));
    }

    [GeneratedRegex(@"^\| \w+ \((?<key>\d+)\) \| (?<here>\d+-\d+|\d+|-) \|", RegexOptions.Multiline)]
    private static partial Regex VersionsRow();

    private async Task<List<ApiVersionsResponseApiKey>> OfferedAsync()
    {
        await using WireConnection connection = await WireConnection.OpenAsync(broker);
        var question = new ApiVersionsRequest { ClientSoftwareName = "interop", ClientSoftwareVersion = "1.0" };
        return [.. (await connection.AskAsync<ApiVersionsRequest, ApiVersionsResponse>(question, 3)).ApiKeys];
    }
}
