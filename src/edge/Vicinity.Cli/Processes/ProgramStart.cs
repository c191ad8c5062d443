using System.Diagnostics;

namespace Vicinity.Cli;

/// <summary>How a further process of this program is started, by whichever host this one runs.</summary>
internal static class ProgramStart
{
    /// <summary>A process with its three streams redirected.</summary>
    /// <param name="arguments">Its command line.</param>
    public static ProcessStartInfo Of(IEnumerable<string> arguments)
    {
        string program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet") start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "vicinity.dll"));
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        return start;
    }
}
