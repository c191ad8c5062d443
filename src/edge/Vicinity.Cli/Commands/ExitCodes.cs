namespace Vicinity.Cli;

/// <summary>What a command's end means to the shell.</summary>
internal static class ExitCodes
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int WrongUsage = 2;

    /// <summary>Of a command that runs until it is stopped: by a signal is its ordinary end; for want of a reader is a failure, as with other clients of Kafka.</summary>
    public static int Stopped => StandardOutput.Unread.IsCancellationRequested ? Failed : Done;
}
