namespace Vicinity.Storage.Tests;

/// <summary>A folder on the machine's disk that goes with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("vicinity-storage-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
