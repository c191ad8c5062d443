using System.Diagnostics;

namespace Vicinity.System.Tests;

/// <summary>A script of web/browser that plays a person at the page, in headless Chromium.</summary>
internal static class BrowserScript
{
    private static readonly string? s_browser = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);

    /// <summary>Skips the test where browser or packages are missing.</summary>
    public static void SkipWhereMissing()
    {
        Assert.SkipWhen(s_browser is null, "needs Chromium (Debian: apt-get install chromium)");
        Assert.SkipUnless(Directory.Exists(RepositoryRoot.Below("web", "node_modules", "playwright-core")), "needs the page's packages (cd web && npm ci)");
    }

    /// <summary>Starts a script.</summary>
    public static Process Start(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo("node")
        {
            WorkingDirectory = RepositoryRoot.Below("web"),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in (string[])[$"browser/{script}", "--browser", s_browser!, .. arguments]) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    /// <summary>Runs a script to its end and gives its lines; fails with what the script last saw and with its own error where it gave up.</summary>
    public static async Task<string[]> RunAsync(string script, CancellationToken cancel, params string[] arguments)
    {
        using Process process = Start(script, arguments);
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(cancel);
            string output = await process.StandardOutput.ReadToEndAsync(cancel);
            await process.WaitForExitAsync(cancel);
            string[] seen = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (process.ExitCode != 0)
                Assert.Fail($"{script} gave up after \"{seen.LastOrDefault("its start")}\":{Environment.NewLine}{await errors}");
            return seen;
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
