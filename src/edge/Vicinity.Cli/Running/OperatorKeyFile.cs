using Vicinity.Gateway;

namespace Vicinity.Cli;

/// <summary>The operator's key, kept beside the data and readable by its owner only, so that a browser stays the operator's over a restart.</summary>
internal static class OperatorKeyFile
{
    private const string Name = "operator.key";

    /// <summary>Reads the key, or makes one.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static string Obtain(string dataFolder)
    {
        string path = Path.Combine(Path.GetFullPath(dataFolder), Name);
        if (File.Exists(path) && File.ReadAllText(path).Trim() is { Length: >= 16 } kept) return kept;
        string key = OperatorAccess.NewKey();
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new StreamWriter(path, options);
        file.WriteLine(key);
        return key;
    }
}
