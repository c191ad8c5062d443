namespace Vicinity.Cli;

/// <summary>Closes something that would go on trying for as long as it may deliver, but waits only so long for it: the process ends then, and what is left with it.</summary>
/// <param name="opened">What is closed.</param>
/// <param name="patience">How long to wait.</param>
internal sealed class PromptClosing(IAsyncDisposable opened, TimeSpan patience) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        try
        {
            await opened.DisposeAsync().AsTask().WaitAsync(patience).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // It is told already what was not delivered.
        }
    }
}
