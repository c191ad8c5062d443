namespace Vicinity.Cli;

/// <summary>What the program says about itself, on standard error, so that standard output holds results alone.</summary>
internal static class Messages
{
    private static readonly bool s_colours = !Console.IsErrorRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    /// <summary>Why a command failed.</summary>
    public static void Fail(string text) => Console.Error.WriteLine(s_colours ? $"\e[31mvicinity:\e[0m {text}" : $"vicinity: {text}");

    /// <summary>Something by the way.</summary>
    public static void Note(string text) => Console.Error.WriteLine(s_colours ? $"\e[90m{text}\e[0m" : text);
}
