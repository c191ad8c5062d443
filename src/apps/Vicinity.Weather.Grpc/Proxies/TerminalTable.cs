namespace Vicinity.Weather.Grpc;

/// <summary>The terminals of a proxy: those that registered and are called, and those that follow by a stream. Thread-safe.</summary>
internal sealed class TerminalTable(GrpcProxyOptions options, WindowCourse course, TimeProvider time) : IAsyncDisposable
{
    public const int MostPositionLength = 1_000;
    private const int MostNameLength = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, TerminalLink> _links = new(StringComparer.Ordinal);
    private int _streams;
    private bool _isEnded;

    public IReadOnlyList<TerminalStatus> Status
    {
        get
        {
            lock (_gate) return [.. _links.Values.Select(l => l.Status)];
        }
    }

    public int Streams => Volatile.Read(ref _streams);

    /// <summary>A terminal registers, or says that it is still there.</summary>
    public void Register(V1.TerminalRegistration registration)
    {
        if (NameProblem(registration.Name, registration.Position) is { } wrong) throw Statuses.Refused(wrong);
        if (PeerAddress.Problem(registration.Address) is { } unusable) throw Statuses.Refused(unusable);
        if (registration.Session.Length is 0 or > MostNameLength) throw Statuses.Refused($"the session has {registration.Session.Length} characters, not 1 to {MostNameLength}: every call to the terminal carries it");
        TerminalLink? before;
        lock (_gate)
        {
            if (_isEnded) throw Statuses.Unavailable("the proxy stops");
            if (_links.TryGetValue(registration.Name, out before) && before.Registration.Session == registration.Session && before.Registration.Address == registration.Address)
            {
                before.Beat();
                return;
            }
            if (before is null && _links.Count + Streams >= options.MostTerminals) throw Full();
            _links[registration.Name] = new TerminalLink(registration, course, options, time);
        }
        if (before is not null) _ = before.DisposeAsync().AsTask();
    }

    /// <summary>A terminal leaves.</summary>
    public void Unregister(V1.TerminalRegistration registration)
    {
        TerminalLink? link;
        lock (_gate)
        {
            if (!_links.TryGetValue(registration.Name, out link) || link.Registration.Session != registration.Session) return;
            _links.Remove(registration.Name);
        }
        _ = link.DisposeAsync().AsTask();
    }

    /// <summary>Forgets terminals that have not been heard of for three heartbeats.</summary>
    public void ForgetSilent()
    {
        TimeSpan limit = TimeSpan.FromMilliseconds(3.0 * options.HeartbeatMs);
        TerminalLink[] silent;
        lock (_gate) silent = [.. _links.Values.Where(l => l.IsSilentFor(limit))];
        foreach (TerminalLink link in silent) Unregister(link.Registration);
    }

    /// <summary>A terminal begins to follow by a stream, which <see cref="LeaveStream"/> ends.</summary>
    public void EnterStream(V1.FollowWindows request)
    {
        if (NameProblem(request.Name, request.Position) is { } wrong) throw Statuses.Refused(wrong);
        lock (_gate)
        {
            if (_links.Count + Streams >= options.MostTerminals) throw Full();
            Interlocked.Increment(ref _streams);
        }
    }

    public void LeaveStream() => Interlocked.Decrement(ref _streams);

    public async ValueTask DisposeAsync()
    {
        TerminalLink[] all;
        lock (_gate)
        {
            _isEnded = true;
            all = [.. _links.Values];
            _links.Clear();
        }
        foreach (TerminalLink link in all) await link.DisposeAsync().ConfigureAwait(false);
    }

    private static string? NameProblem(string name, string position)
    {
        if (name.Length is 0 or > MostNameLength) return $"the name has {name.Length} characters, not 1 to {MostNameLength}: one registration holds for each";
        return position.Length > MostPositionLength ? $"the position has {position.Length} characters and may have {MostPositionLength}" : null;
    }

    private global::Grpc.Core.RpcException Full() =>
        Statuses.Overloaded($"{options.MostTerminals} terminals are there already, and no more may be: each has a connection", TimeSpan.FromSeconds(1));
}
