using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Vicinity.Weather.RabbitMq;

/// <summary>Sends windows to an exchange that copies them into the queue of every terminal that ever registered; returns when each of those queues has them on a quorum.</summary>
/// <remarks>
/// RabbitMQ cannot compare terms. So the newest term is asked for before each message, and each carries its term: a terminal leaves out what comes under an older one. What remains possible: a proxy that
/// is paused between asking and sending sends windows late; those that have a newer term in front of them in the queue are left out, and in a queue without (of a terminal that has just registered) they
/// are taken; they are windows that are sent under the newer term as well, so a terminal that knows them by number and revision has them once.
/// </remarks>
public sealed class RabbitWindowSink : IWindowSink
{
    private readonly RabbitSettings _settings;
    private readonly RabbitNames _names;
    private readonly RabbitLink _link;
    private readonly Func<CancellationToken, Task<long>> _newestTerm;
    private long _seen;

    /// <summary>Prepares a sender; it connects at the first call.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="clock">For the pauses.</param>
    /// <param name="newestTerm">Asks for the newest term that the lease gave, to whomever.</param>
    /// <exception cref="ArgumentException">A setting is wrong; the message has a line for each.</exception>
    public RabbitWindowSink(RabbitSettings settings, TimeProvider clock, Func<CancellationToken, Task<long>> newestTerm)
    {
        (_settings, _names, _newestTerm) = (settings, new RabbitNames(settings), newestTerm);
        _link = new RabbitLink(settings, clock, "vicinity weather proxy", _names.DeclareWindowsAsync);
    }

    /// <inheritdoc/>
    public async Task SendAsync(IReadOnlyList<Window> windows, long term, CancellationToken cancel)
    {
        foreach (Window[] some in windows.Chunk(WindowBody.Most))
        {
            _seen = Math.Max(_seen, await _newestTerm(cancel).ConfigureAwait(false));
            if (term < _seen) throw new FencedException(term, _seen);
            _seen = term;
            IChannel channel = await _link.ChannelAsync(cancel).ConfigureAwait(false);
            try
            {
                var properties = new BasicProperties { Persistent = true, ContentType = WindowBody.Json, Headers = new Dictionary<string, object?> { [RabbitNames.TermHeader] = term } };
                await channel.BasicPublishAsync(_names.Windows, "", mandatory: false, properties, WindowBody.Write(some), CancellationToken.None).AsTask().WaitAsync(TimeSpan.FromMilliseconds(_settings.TimeoutMs), cancel).ConfigureAwait(false);
            }
            catch (Exception failed) when (RabbitLink.IsAway(failed) || failed is OperationCanceledException)
            {
                await _link.DropAsync().ConfigureAwait(false);
                cancel.ThrowIfCancellationRequested();
                throw new TransportException($"RabbitMQ did not confirm windows: {(failed is PublishException ? "a queue of a terminal refused them" : failed.Message)}", failed);
            }
        }
    }

    public ValueTask DisposeAsync() => _link.DisposeAsync();
}
