using Microsoft.Extensions.Logging.Abstractions;
using Vicinity.Contacts;

namespace Vicinity.Cli;

/// <summary>Tells the log of a run that a command makes: its kind and parameters, so that pages show its field, and its end. Ends the command when somebody deletes the run.</summary>
internal sealed class RunNotice : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_readPatience = TimeSpan.FromSeconds(15);

    private readonly RunWriter _writer;
    private readonly RunFollower _follower;
    private readonly RunWatch _watch;
    private readonly CancellationTokenSource _ended;
    private Run _run;

    /// <summary>Prepares; nothing is told yet.</summary>
    /// <param name="options">Where the log is.</param>
    /// <param name="run">The run.</param>
    /// <param name="cancel">Ends the command.</param>
    public RunNotice(ContactsOptions options, Run run, CancellationToken cancel)
    {
        _run = run with { Id = Guid.NewGuid() };
        _writer = new RunWriter(options, NullLogger<RunWriter>.Instance);
        var runs = new RunList();
        _follower = new RunFollower(options, runs, new SimulationList(options, runs), NullLogger<RunFollower>.Instance);
        _ended = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        _watch = new RunWatch(runs, _run, _ended.Cancel);
    }

    /// <summary>Cancelled when the command is to end: it was told to, or the run was deleted.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>Tells that the run begins. A crowd's name has to be free.</summary>
    /// <exception cref="Client.ClientException">The log has not taken it.</exception>
    /// <exception cref="UsageException">Another run has the name.</exception>
    public async Task BeginAsync(CancellationToken cancel)
    {
        await _follower.StartAsync(cancel).ConfigureAwait(false);
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        _run = _run with { State = RunState.Running, Began = now, Changed = now };
        await _writer.WriteAsync(_run, cancel).ConfigureAwait(false);
        if (_run.Kind == RunKind.Crowd && !await _watch.IsMine.WaitAsync(s_readPatience, cancel).ConfigureAwait(false))
            throw new UsageException($"a run has the name '{_run.Name}' already, or had it: choose another one with --simulation");
    }

    /// <summary>Tells that the run is over. Where the log is away the run stays one that goes on, which shows as one of which nothing is heard.</summary>
    public async Task EndAsync(RunState state)
    {
        if (_watch.IsDeleted)
        {
            Messages.Note($"'{_run.Name}' was deleted.");
            return;
        }
        using var patience = new CancellationTokenSource(s_patience);
        try
        {
            await _writer.WriteAsync(_run with { State = state, Changed = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() }, patience.Token).ConfigureAwait(false);
        }
        catch (Exception away) when (away is Client.ClientException or OperationCanceledException)
        {
            Messages.Note($"The end of '{_run.Name}' could not be told to the log.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _follower.StopAsync(CancellationToken.None).ConfigureAwait(false);
        _follower.Dispose();
        _watch.Dispose();
        _ended.Dispose();
        await _writer.DisposeAsync().ConfigureAwait(false);
    }
}
