namespace Vicinity.Contacts;

/// <summary>
/// Decides which datagrams are messages. Whatever comes, the answer is a message within its bounds or nothing, and what is dropped is counted by reason; the
/// work and the memory that one sender or many can cost in a second are bounded. Not thread-safe, except for <see cref="Dropped"/>.
/// </summary>
/// <param name="network">Which network senders have to be of.</param>
/// <param name="bounds">What a message may hold.</param>
/// <param name="limits">How many datagrams are looked into.</param>
/// <param name="zone">The zone of times that name none: those of the original program.</param>
public sealed class Reception(BroadcastNetwork network, MessageBounds bounds, ReceptionLimits limits, TimeZoneInfo zone)
{
    private const int WindowMs = 1_000;

    private readonly Dictionary<Sender, int> _senders = [];
    private long? _window;
    private int _looked;

    /// <summary>What was dropped.</summary>
    public DropCounts Dropped { get; } = new();

    /// <summary>Reads a datagram; null where it is dropped.</summary>
    /// <param name="datagram">Its bytes.</param>
    /// <param name="sender">Whom it comes from.</param>
    /// <param name="now">The time, in Unix milliseconds.</param>
    public PersonMessage? Read(ReadOnlySpan<byte> datagram, Sender sender, long now)
    {
        if (Refuse(sender, now) is { } reason)
        {
            Dropped.Add(reason);
            return null;
        }
        try
        {
            return MessageJson.Read(datagram, bounds, now, zone);
        }
        catch (MessageException refused)
        {
            Dropped.Add(refused.Problem);
            return null;
        }
    }

    private DropReason? Refuse(Sender sender, long now)
    {
        if (!network.Has(sender.Address)) return DropReason.OtherNetwork;
        // A window that begins anew when the clock was set back as well.
        if (_window is not { } began || now < began || now - began >= WindowMs)
        {
            (_window, _looked) = (now, 0);
            _senders.Clear();
        }
        // The sender's own allowance first: one that sends too much does not use up that of all.
        if (_senders.TryGetValue(sender, out int sent))
        {
            if (sent >= limits.PerSender) return DropReason.TooFast;
        }
        else if (_senders.Count >= limits.Senders)
        {
            return DropReason.TooManySenders;
        }
        if (_looked >= limits.Overall) return DropReason.TooMany;
        _senders[sender] = sent + 1;
        _looked++;
        return null;
    }
}
