namespace Vicinity.Cli.Tests;

public sealed class OperatorKeyFileTests
{
    [Fact]
    public void The_key_is_made_once_and_only_its_owner_reads_it()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("vicinity-key-");
        string data = Path.Combine(folder.FullName, "data");
        string key = OperatorKeyFile.Obtain(data);
        key.Length.ShouldBeGreaterThanOrEqualTo(16);
        OperatorKeyFile.Obtain(data).ShouldBe(key);
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(Path.Combine(data, "operator.key")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        folder.Delete(recursive: true);
    }
}
