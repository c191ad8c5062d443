using System.Diagnostics;

namespace Vicinity.Broker.Tests;

/// <summary>A real file system of a few megabytes in memory (tmpfs), which needs root on Linux.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private SmallDisk()
    {
    }

    public string Path => _folder.Path;

    /// <summary>Mounts one, or skips the test with the reason.</summary>
    public static SmallDisk Mount(string size)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "a small real file system is mounted as root on Linux");
        var disk = new SmallDisk();
        if (Run("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", disk.Path) is string fault)
        {
            disk._folder.Dispose();
            Assert.Skip($"tmpfs cannot be mounted here: {fault}");
        }

        return disk;
    }

    public void Resize(string size) => Run("mount", "-o", $"remount,size={size}", Path).ShouldBeNull();

    /// <summary>Fills all that is free with one file.</summary>
    public static void Fill(string file)
    {
        using var stream = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, 0);
        byte[] piece = new byte[4096];
        try
        {
            while (true) stream.Write(piece);
        }
        catch (IOException)
        {
            // full
        }
    }

    public void Dispose()
    {
        Run("umount", "-l", Path);
        _folder.Dispose();
    }

    private static string? Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : errors.Trim();
    }
}
