using System.Diagnostics;

namespace Vicinity.Cli.Tests;

/// <summary>Runs the program as a shell does: arguments in, streams and exit code out.</summary>
internal static class Program
{
    /// <summary>What a run gave.</summary>
    internal sealed record Outcome(int ExitCode, string Output, string Errors);

    public static Task<Outcome> RunAsync(params string[] arguments) => RunAsync("", arguments, []);

    public static async Task<Outcome> RunAsync(string input, string[] arguments, Dictionary<string, string> environment, string? folder = null)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using Process process = Start(arguments, environment, folder);
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancel), errors = process.StandardError.ReadToEndAsync(cancel);
        await process.StandardInput.WriteAsync(input.AsMemory(), cancel);
        process.StandardInput.Close();
        try
        {
            await process.WaitForExitAsync(cancel).WaitAsync(TimeSpan.FromMinutes(1), cancel);
        }
        catch
        {
            process.Kill();
            throw;
        }

        return new Outcome(process.ExitCode, await output, await errors);
    }

    public static Process Start(string[] arguments, Dictionary<string, string>? environment = null, string? folder = null)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder ?? Path.GetTempPath() };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "vicinity.dll"));
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        // Nodes of different tests must not find each other.
        start.Environment["VICINITY__NODE__DISCOVERY"] = "off";
        foreach ((string name, string value) in environment ?? []) start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
