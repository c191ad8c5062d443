using System.Diagnostics;

namespace Vicinity.Interop.Tests;

/// <summary>The scenarios of Sarama, built once with Debian's Go and its package of Sarama, without a network.</summary>
internal static class SaramaProgram
{
    private const string DebianSources = "/usr/share/gocode";
    private static readonly string s_folder = Path.Combine(Path.GetTempPath(), "vicinity-interop-sarama");
    private static readonly Lazy<bool> s_isBuilt = new(Build);

    /// <summary>The program; only to be used after <see cref="Installed.NeedsSarama"/>.</summary>
    public static string File { get; } = System.IO.Path.Combine(s_folder, "scenarios");

    /// <summary>Whether it could be built.</summary>
    public static bool IsBuilt => s_isBuilt.Value;

    private static bool Build()
    {
        if (!Directory.Exists(Path.Combine(DebianSources, "src", "github.com", "Shopify", "sarama"))) return false;
        var start = new ProcessStartInfo("go", ["build", "-o", File, "."]) { WorkingDirectory = RepositoryFolder.OfTests("sarama"), RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["GO111MODULE"] = "off";
        start.Environment["GOPATH"] = DebianSources;
        start.Environment["GOCACHE"] = Path.Combine(s_folder, "cache");
        try
        {
            using Process? build = Process.Start(start);
            if (build is null) return false;
            build.ErrorDataReceived += (_, _) => { };
            build.BeginErrorReadLine();
            return build.WaitForExit(240_000) && build.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
