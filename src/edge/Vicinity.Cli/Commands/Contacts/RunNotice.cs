using Microsoft.Extensions.Logging.Abstractions;
using Vicinity.Contacts;

namespace Vicinity.Cli;

/// <summary>Tells the log of a run that a command makes: its kind and parameters, so that pages show its field, and its end.</summary>
internal sealed class RunNotice(ContactsOptions options, Run run) : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly RunWriter _writer = new(options, NullLogger<RunWriter>.Instance);

    /// <summary>Tells that the run begins.</summary>
    /// <exception cref="Client.ClientException">The log has not taken it.</exception>
    public Task BeginAsync(CancellationToken cancel)
    {
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        run = run with { State = RunState.Running, Began = now, Changed = now };
        return _writer.WriteAsync(run, cancel);
    }

    /// <summary>Tells that the run is over. Where the log is away the run stays one that goes on, which shows as one of which nothing is heard.</summary>
    public async Task EndAsync(RunState state)
    {
        using var patience = new CancellationTokenSource(s_patience);
        try
        {
            await _writer.WriteAsync(run with { State = state, Changed = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() }, patience.Token).ConfigureAwait(false);
        }
        catch (Exception away) when (away is Client.ClientException or OperationCanceledException)
        {
            Messages.Note($"The end of '{run.Name}' could not be told to the log.");
        }
    }

    public ValueTask DisposeAsync() => _writer.DisposeAsync();
}
