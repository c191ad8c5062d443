using System.Diagnostics;
using System.Globalization;

namespace Vicinity.Cli;

/// <summary>The files under the temporary directory in which menus keep what their people say, one for each menu. One is removed at the menu's end, or after it was killed by the next menu.</summary>
internal static class PeopleLog
{
    private const string First = "vicinity-people-", Last = ".log";

    /// <summary>The file of this process.</summary>
    public static string Own { get; } = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"{First}{Environment.ProcessId}{Last}"));

    /// <summary>Makes the file of this process; nobody else may read what people say. A link that somebody has put in its place is not followed.</summary>
    /// <exception cref="IOException">Somebody else's file has the name.</exception>
    public static FileStream Create(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (UnauthorizedAccessException)
        {
            // It is somebody else's, and making it anew says so.
        }
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read | FileShare.Delete };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }

    /// <summary>Removes the files of menus that have ended, as killed ones leave them.</summary>
    public static void RemoveOld()
    {
        foreach (string file in Directory.EnumerateFiles(Path.GetTempPath(), $"{First}*{Last}"))
        {
            if (!int.TryParse(Path.GetFileName(file)[First.Length..^Last.Length], NumberStyles.None, CultureInfo.InvariantCulture, out int process) || Lives(process)) continue;
            try
            {
                File.Delete(file);
            }
            catch (Exception kept) when (kept is IOException or UnauthorizedAccessException)
            {
                // It is somebody else's.
            }
        }
    }

    private static bool Lives(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
