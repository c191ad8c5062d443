namespace Vicinity.Protocol.Tests;

public sealed class ApiCatalogTests
{
    [Theory]
    [InlineData(ApiKey.ApiVersions, 3, 2, 0)]
    [InlineData(ApiKey.ApiVersions, 2, 1, 0)]
    [InlineData(ApiKey.SaslHandshake, 1, 1, 0)]
    [InlineData(ApiKey.OffsetDelete, 0, 1, 0)]
    [InlineData(ApiKey.Produce, 8, 1, 0)]
    [InlineData(ApiKey.Produce, 9, 2, 1)]
    [InlineData(ApiKey.DescribeQuorum, 0, 2, 1)]
    public void Header_versions_follow_the_api_and_its_version(ApiKey key, short version, short request, short response)
    {
        var api = ApiCatalog.Find(key).ShouldNotBeNull();
        api.RequestHeaderVersion(version).ShouldBe(request);
        api.ResponseHeaderVersion(version).ShouldBe(response);
    }

    [Fact]
    public void An_unknown_api_is_not_found() => ApiCatalog.Find((ApiKey)999).ShouldBeNull();

    [Theory]
    [InlineData(0, 13, 3)]
    [InlineData(2, 2, 2)]
    public void The_highest_common_version_is_taken(short lowest, short highest, short expected) =>
        new ApiRange(1, 3).HighestCommon(new ApiRange(lowest, highest)).ShouldBe(expected);

    [Fact]
    public void Ranges_that_do_not_meet_have_no_common_version() =>
        new ApiRange(1, 3).HighestCommon(new ApiRange(4, 9)).ShouldBeNull();
}
