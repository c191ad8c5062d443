namespace Vicinity.Storage.Tests;

public sealed class PhysicalFileSystemTests : FileSystemContract
{
    private readonly TemporaryFolder _folder = new();

    protected override IFileSystem Files => PhysicalFileSystem.Instance;

    protected override string Root => _folder.Path;

    public override void Dispose() => _folder.Dispose();
}
