namespace Vicinity.Interop.Tests;

/// <summary>Where the repository lies: found upwards from the test program.</summary>
internal static class RepositoryFolder
{
    public static string Root { get; } = Find();

    /// <summary>A path inside this project's folder in the repository.</summary>
    public static string OfTests(params string[] parts) =>
        Path.Combine([Root, "tests", "Vicinity.Interop.Tests", .. parts]);

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Vicinity.slnx"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException($"no Vicinity.slnx in any folder above {AppContext.BaseDirectory}");
    }
}
