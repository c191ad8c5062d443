using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using Vicinity.Feeds;

namespace Vicinity.Weather.RabbitMq;

/// <summary>
/// Brings windows from the durable queue of one terminal, which keeps them while the terminal is away. RabbitMQ keeps the place; the position is the newest term that the terminal has seen, so that also
/// after a new start it leaves out what an older proxy sends. Windows that were sent before the terminal first registered do not come.
/// </summary>
public sealed partial class RabbitWindowFeed : IWindowFeed
{
    private const ushort Prefetch = 100;

    private readonly RabbitNames _names;
    private readonly RabbitLink _link;
    private readonly TimeProvider _clock;
    private readonly string _terminal;
    private readonly ILogger _log;
    private long _fenced;

    /// <summary>Prepares a receiver; it connects when it runs.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="terminal">Name of the terminal: two of one name share a queue, and each gets a part of the windows.</param>
    /// <param name="clock">For the pauses.</param>
    /// <param name="log">Tells of what cannot be read.</param>
    /// <exception cref="ArgumentException">A setting or the name is wrong.</exception>
    public RabbitWindowFeed(RabbitSettings settings, string terminal, TimeProvider clock, ILogger? log = null)
    {
        if (terminal.Length is 0 or > 64 || terminal.AsSpan().ContainsAnyExcept(s_letters)) throw new ArgumentException($"the terminal's name '{terminal}' must have 1 to 64 characters of A-Z, a-z, 0-9, '.', '_' and '-': it is the name of a queue", nameof(terminal));
        (_names, _terminal, _clock, _log) = (new RabbitNames(settings), terminal, clock, log ?? NullLogger.Instance);
        _link = new RabbitLink(settings, clock, $"vicinity weather terminal {terminal}", (channel, cancel) => _names.DeclareTerminalAsync(channel, _terminal, cancel));
    }

    private static readonly System.Buffers.SearchValues<char> s_letters = System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <summary>Messages that were left out because a newer proxy had sent before.</summary>
    public long Fenced => Interlocked.Read(ref _fenced);

    /// <summary>Registers the terminal: from now on windows are kept for it.</summary>
    /// <exception cref="TransportException">No node can be reached.</exception>
    public Task RegisterAsync(CancellationToken cancel) => _link.ChannelAsync(cancel);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The position is not one of this feed.</exception>
    public async Task RunAsync(string after, WindowHandler handler, CancellationToken cancel)
    {
        long newest = 0;
        if (after.Length > 0 && !long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out newest)) throw new ArgumentException($"'{after}' is not a position of this feed, which is a term", nameof(after));
        var pause = new Backoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5));
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                IChannel channel = await _link.ChannelAsync(cancel).ConfigureAwait(false);
                await foreach (BasicDeliverEventArgs message in ConsumeAsync(channel, cancel).ConfigureAwait(false))
                {
                    newest = await TakeAsync(message, newest, handler, cancel).ConfigureAwait(false);
                    await channel.BasicAckAsync(message.DeliveryTag, multiple: false, cancel).ConfigureAwait(false);
                    pause.Reset();
                }
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                break;
            }
            // The library cancels what waits for an answer when the connection goes.
            catch (Exception away) when (away is TransportException or OperationCanceledException || RabbitLink.IsAway(away))
            {
                Away(away.Message);
                await Task.WhenAny(Task.Delay(pause.Next(Random.Shared.NextDouble()), _clock, cancel)).ConfigureAwait(false);
            }
            finally
            {
                await _link.DropAsync().ConfigureAwait(false);
            }
        }
    }

    public ValueTask DisposeAsync() => _link.DisposeAsync();

    private async Task<long> TakeAsync(BasicDeliverEventArgs message, long newest, WindowHandler handler, CancellationToken cancel)
    {
        long term = message.BasicProperties.Headers is { } headers && headers.TryGetValue(RabbitNames.TermHeader, out object? value) ? value switch { long number => number, int number => number, _ => 0 } : 0;
        if (term < newest)
        {
            Interlocked.Increment(ref _fenced);
            return newest;
        }
        if (WindowBody.Read(message.Body.Span, out IReadOnlyList<Window> windows) is { } problem)
        {
            // Somebody else's message in the queue of a terminal: there is nobody who could do more with it.
            Unreadable(problem);
            return newest;
        }
        await handler(windows, term.ToString(CultureInfo.InvariantCulture), cancel).ConfigureAwait(false);
        return term;
    }

    private async IAsyncEnumerable<BasicDeliverEventArgs> ConsumeAsync(IChannel channel, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        Channel<BasicDeliverEventArgs> messages = Channel.CreateBounded<BasicDeliverEventArgs>(Prefetch);
        await channel.BasicQosAsync(0, Prefetch, global: false, cancel).ConfigureAwait(false);
        var consumer = new AsyncEventingBasicConsumer(channel);
        Task End()
        {
            messages.Writer.TryComplete();
            return Task.CompletedTask;
        }
        // The bytes are the library's only until the event has returned.
        consumer.ReceivedAsync += async (_, message) => await messages.Writer.WriteAsync(
            new BasicDeliverEventArgs(message.ConsumerTag, message.DeliveryTag, message.Redelivered, message.Exchange, message.RoutingKey, message.BasicProperties, message.Body.ToArray(), cancel), cancel).ConfigureAwait(false);
        consumer.ShutdownAsync += (_, _) => End();
        consumer.UnregisteredAsync += (_, _) => End();
        channel.ChannelShutdownAsync += (_, _) => End();
        await channel.BasicConsumeAsync(_names.Terminal(_terminal), autoAck: false, consumer, cancel).ConfigureAwait(false);
        await foreach (BasicDeliverEventArgs message in messages.Reader.ReadAllAsync(cancel).ConfigureAwait(false)) yield return message;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "no windows come, connecting again: {Reason}")]
    private partial void Away(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "a message that is no window is left out: {Reason}")]
    private partial void Unreadable(string reason);
}
