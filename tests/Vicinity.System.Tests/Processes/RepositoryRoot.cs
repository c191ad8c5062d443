namespace Vicinity.System.Tests;

/// <summary>Finds the repository that the tests were built from, by its solution file.</summary>
internal static class RepositoryRoot
{
    public static string Path { get; } = Find();

    /// <summary>A path below the root, or beside it with <c>..</c>.</summary>
    public static string Below(params string[] parts) => global::System.IO.Path.GetFullPath(global::System.IO.Path.Combine([Path, .. parts]));

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(global::System.IO.Path.Combine(folder.FullName, "Vicinity.slnx"))) return folder.FullName;
        }

        throw new InvalidOperationException($"no Vicinity.slnx above {AppContext.BaseDirectory}");
    }
}
