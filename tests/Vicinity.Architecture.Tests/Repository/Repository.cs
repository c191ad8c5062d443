namespace Vicinity.Architecture.Tests;

/// <summary>The clone that these tests stand in, read from disk once.</summary>
internal static class Repository
{
    private static readonly string[] s_built = ["bin", "obj", "node_modules", "dist", "TestResults", "BenchmarkDotNet.Artifacts", "data", ".git", ".vicinity", ".vs", ".idea"];

    /// <summary>The folder that holds Vicinity.slnx.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>All files that people wrote, relative to <see cref="Root"/> with '/' between folders.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. Walk(Root).Order(StringComparer.Ordinal)];

    /// <summary>All projects by name.</summary>
    public static IReadOnlyDictionary<string, ProjectFile> Projects { get; } =
        Files.Where(f => f.EndsWith(".csproj", StringComparison.Ordinal)).Select(f => new ProjectFile(f)).ToDictionary(p => p.Name);

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    public static bool Exists(string path) => Path.Exists(Path.Combine(Root, path));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Vicinity.slnx"))) return folder.FullName;
        throw new InvalidOperationException($"no Vicinity.slnx above {AppContext.BaseDirectory}");
    }

    private static IEnumerable<string> Walk(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder)) yield return Path.GetRelativePath(Root, file).Replace('\\', '/');
        foreach (string inner in Directory.EnumerateDirectories(folder))
        {
            if (s_built.Contains(Path.GetFileName(inner)) && !IsSourceFolder(inner)) continue;
            foreach (string file in Walk(inner)) yield return file;
        }
    }

    // The node's data lies in ./data; a folder of that name deeper down is somebody's source.
    private static bool IsSourceFolder(string folder) => Path.GetFileName(folder) == "data" && Path.GetDirectoryName(folder) != Root;
}
