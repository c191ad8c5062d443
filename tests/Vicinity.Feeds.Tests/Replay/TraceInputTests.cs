namespace Vicinity.Feeds.Tests;

public sealed class TraceInputTests
{
    [Theory]
    [InlineData("/dev/zero")]
    [InlineData("/dev/urandom")]
    public void A_device_that_never_ends_is_refused(string path)
    {
        Assert.SkipUnless(File.Exists(path), $"needs {path}");

        Should.Throw<TraceFormatException>(() => TraceInput.OpenFile(path)).Message.ShouldContain("as a device has");
    }

    [Fact]
    public void An_empty_file_is_opened()
    {
        using TraceInput empty = TraceInput.Of(new MemoryStream());

        empty.Start.Length.ShouldBe(0);
        empty.Share.ShouldBe(1);
    }
}
