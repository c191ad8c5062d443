using System.Net;
using Vicinity.Broker;

namespace Vicinity.Cli.Tests;

public sealed class DiscoveryTextTests
{
    [Theory]
    [InlineData("auto", null, 4711)]
    [InlineData("auto:4712", null, 4712)]
    [InlineData("*:4711", "0.0.0.0", 4711)]
    [InlineData("192.168.1.255:5000", "192.168.1.255", 5000)]
    public void Where_to_look_is_read_as_people_write_it(string text, string? address, int port) =>
        DiscoveryText.Parse("--discovery", text).ShouldBe(new DiscoveryOptions { Address = address is null ? null : IPAddress.Parse(address), Port = port });

    [Fact]
    public void Off_is_nowhere() => DiscoveryText.Parse("--discovery", "OFF").ShouldBeNull();

    [Theory]
    [InlineData("on")]
    [InlineData("auto:0")]
    [InlineData("192.168.1.255")]
    [InlineData("192.168.1.255:70000")]
    [InlineData("host:4711")]
    [InlineData("[::1]:4711")]
    public void What_is_no_place_to_look_is_refused_with_its_option(string text) =>
        Should.Throw<UsageException>(() => DiscoveryText.Parse("--discovery", text)).Message.ShouldStartWith("--discovery");

    [Fact]
    public void A_key_is_read_from_its_file_without_the_end_of_its_line()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("vicinity-key-");
        try
        {
            string file = Path.Combine(folder.FullName, "key");
            File.WriteAllText(file, "correct horse battery staple\n");
            ClusterKeyFile.Read("--cluster-key-file", file).ShouldBe("correct horse battery staple");
            File.WriteAllBytes(file, new byte[5000]);
            Should.Throw<UsageException>(() => ClusterKeyFile.Read("--cluster-key-file", file)).Message.ShouldContain("5000 bytes");
            Should.Throw<UsageException>(() => ClusterKeyFile.Read("--cluster-key-file", file + "2")).Message.ShouldStartWith("--cluster-key-file");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("is not HOST:PORT", "--join", "nowhere")]
    [InlineData("below 16", "--cluster-key", "short")]
    [InlineData("contradict", "--found", "--expect", "3", "--discovery", "auto")]
    [InlineData("discovery is off", "--expect", "3", "--discovery", "off")]
    [InlineData("no network of this machine", "--discovery", "203.0.113.255:4711")]
    public async Task A_node_that_is_told_what_cannot_be_says_why_and_does_not_start(string reason, params string[] arguments)
    {
        DirectoryInfo data = Directory.CreateTempSubdirectory("vicinity-cli-");
        try
        {
            Program.Outcome outcome = await Program.RunAsync(["node", "--listen", "127.0.0.1:0", "--data", data.FullName, .. arguments]);
            outcome.ExitCode.ShouldBeGreaterThan(0);
            outcome.Errors.ShouldContain(reason);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }
}
