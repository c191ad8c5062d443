namespace Vicinity.Cli;

/// <summary>The cluster key in a file of its own, so that it stands in no command line and no settings file.</summary>
internal static class ClusterKeyFile
{
    private const int MaxBytes = 4096;

    /// <summary>The text in the file, without white space around it.</summary>
    /// <exception cref="UsageException">The file cannot be read, or is no file of a key.</exception>
    public static string Read(string option, string path)
    {
        try
        {
            long length = new FileInfo(path).Length;
            if (length > MaxBytes) throw new UsageException($"{option}: '{path}' has {length} bytes, above {MaxBytes}: is it the right file?");
            return File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{option}: {e.Message}");
        }
    }
}
