using System.Text;
using Spectre.Console;

namespace Vicinity.Cli;

/// <summary>
/// Standard output, and whether anybody still reads it. The runtime takes a write into a pipe without a reader for done; here such a write is remembered
/// as lost, and the command is asked to end.
/// </summary>
internal static class StandardOutput
{
    // Nobody wraps lines for a program that reads them.
    private const int WidthForPrograms = 4096;

    private static readonly CancellationTokenSource s_unread = new();
    private static Stream? s_stream;
    private static OutputPipe? s_pipe;

    /// <summary>Where results go, byte by byte; unbuffered. For one writer at a time, and not mixed with <see cref="Console.Out"/>.</summary>
    public static Stream Stream => s_stream ??= Console.OpenStandardOutput();

    /// <summary>Cancelled when nobody reads what the command writes any more.</summary>
    public static CancellationToken Unread => s_unread.Token;

    /// <summary>Whether the reader has gone before everything was written.</summary>
    public static bool HasLost => s_pipe is { HasLost: true };

    /// <summary>Sets the console up for people or for programs. Must come before anything is written.</summary>
    public static void Prepare()
    {
        if (!Console.IsOutputRedirected) return;
        s_pipe = OutputPipe.TryOpen(Console.OpenStandardOutput(), s_unread.Cancel);
        if (s_pipe is not null) s_stream = s_pipe;
        Console.SetOut(new StreamWriter(Stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true });
        (AnsiConsole.Profile.Capabilities.Ansi, AnsiConsole.Profile.Capabilities.ColorSystem) = (false, ColorSystem.NoColors);
        AnsiConsole.Profile.Width = WidthForPrograms;
    }

    /// <summary>
    /// For commands that do nothing but show: end them as soon as nobody reads, even before they have written. Others are asked to end once they have
    /// written something and nobody is left to read it.
    /// </summary>
    public static void EndWithReader() => s_pipe?.Watch();
}
