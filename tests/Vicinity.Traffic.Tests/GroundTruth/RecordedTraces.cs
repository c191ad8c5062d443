namespace Vicinity.Traffic.Tests;

/// <summary>The folder with the recorded traces: <c>shared/data</c> beside the repository.</summary>
internal static class RecordedTraces
{
    public static string? Folder { get; } = Find();

    /// <summary>Path of a trace; skips the test when the folder is not there.</summary>
    public static string Path(string name)
    {
        Assert.SkipWhen(Folder is null, "needs the recorded traces in shared/data beside the repository");
        string path = System.IO.Path.Combine(Folder!, name);
        Assert.SkipUnless(File.Exists(path), $"needs the recorded trace {name} in shared/data beside the repository");
        return path;
    }

    private static string? Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(System.IO.Path.Combine(folder.FullName, "Vicinity.slnx"))) continue;
            string data = System.IO.Path.Combine(folder.Parent?.FullName ?? "", "shared", "data");
            return Directory.Exists(data) ? data : null;
        }
        return null;
    }
}
