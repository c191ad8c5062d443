using System.Buffers.Binary;
using System.Net.Sockets;
using Vicinity.Protocol;
using Vicinity.Records;

namespace Vicinity.Client;

/// <summary>
/// One TCP connection to a broker. Requests are pipelined: small ones that come while bytes are being sent leave together, and answers are
/// matched in order. A request without answer in time, an answer out of order or one above the frame limit ends the connection, and all
/// that wait fail with it. Thread-safe.
/// </summary>
internal sealed class BrokerConnection : IDisposable
{
    private const int ReceiveBytes = 64 * 1024;

    private readonly Socket _socket;
    private readonly ConnectionOptions _options;
    private readonly Lock _gate = new();
    private readonly Queue<PendingRequest> _waiting = new();
    private readonly CancellationTokenSource _closed = new();
    private readonly ITimer _watch;
    private PooledBuffer _outgoing = new(int.MaxValue);
    private PooledBuffer _leaving = new(int.MaxValue);
    private List<TaskCompletionSource>? _unanswered;
    private bool _sending;
    private int _correlation;
    private long _lastAnswer;
    private ClientException? _failure;
    private BrokerVersions _versions = BrokerVersions.OfVersionsAlone;

    private BrokerConnection(Socket socket, BrokerAddress address, ConnectionOptions options)
    {
        _socket = socket;
        _options = options;
        Address = address;
        TimeSpan tick = TimeSpan.FromMilliseconds(Math.Clamp(options.RequestTimeout.TotalMilliseconds / 4, 10, 1000));
        _watch = options.Time.CreateTimer(static state => ((BrokerConnection)state!).CheckDeadlines(), this, tick, tick);
    }

    public BrokerAddress Address { get; }

    /// <summary>Whether the connection can still be used.</summary>
    public bool IsAlive => Volatile.Read(ref _failure) is null;

    /// <summary>Ends when the connection does.</summary>
    public CancellationToken Closed => _closed.Token;

    /// <summary>Time of the last answer, in ticks of UTC; 0 before the first.</summary>
    public long LastAnswerTicks => Volatile.Read(ref _lastAnswer);

    /// <summary>Whether the node owes an answer for suspiciously long: it may hang, or be cut off, while the connection stays open.</summary>
    public bool IsSilent
    {
        get
        {
            lock (_gate) return _failure is null && _waiting.TryPeek(out PendingRequest? oldest) && oldest.SuspectAt <= _options.Time.GetTimestamp();
        }
    }

    /// <summary>Takes a connected socket over.</summary>
    public static BrokerConnection Over(Socket socket, BrokerAddress address, ConnectionOptions options)
    {
        var connection = new BrokerConnection(socket, address, options);
        _ = connection.ReceiveAsync();
        return connection;
    }

    /// <summary>Sends requests in these versions from now on.</summary>
    public void Use(BrokerVersions versions) => _versions = versions;

    /// <summary>Highest version of a request that both sides speak, and that is not above <paramref name="maxVersion"/>.</summary>
    /// <exception cref="UnsupportedApiException">There is none.</exception>
    public short Negotiate<TRequest>(short maxVersion = short.MaxValue)
        where TRequest : IMessage<TRequest> =>
        _versions.Negotiate(TRequest.ApiKey, TRequest.Versions, maxVersion);

    /// <summary>Whether the broker offers the request in a version that this client speaks.</summary>
    public bool Offers<TRequest>()
        where TRequest : IMessage<TRequest> =>
        _versions.TryNegotiate(TRequest.ApiKey, TRequest.Versions, short.MaxValue) is not null;

    /// <summary>Sends a request and awaits its answer.</summary>
    /// <param name="request">The request; it is encoded before this method returns.</param>
    /// <param name="maxVersion">Do not go above this version.</param>
    /// <param name="extraTime">How long the broker may work or wait before it answers, on top of the request timeout.</param>
    /// <param name="cancel">Gives up waiting; the broker may still do the work.</param>
    public async Task<TResponse> SendAsync<TRequest, TResponse>(
        TRequest request, short maxVersion = short.MaxValue, TimeSpan extraTime = default, CancellationToken cancel = default)
        where TRequest : IRequestMessage<TRequest, TResponse>
        where TResponse : IResponseMessage<TResponse>
    {
        Task<Answer<TResponse>> answer = Start<TRequest, TResponse>(request, maxVersion, extraTime, keepFrame: false);
        return (await answer.WaitAsync(cancel).ConfigureAwait(false)).Body;
    }

    /// <summary>Sends a request; the answer's bytes lie in a pooled array that the caller gives back.</summary>
    public Task<Answer<TResponse>> SendKeepingFrameAsync<TRequest, TResponse>(TRequest request, short maxVersion, TimeSpan extraTime)
        where TRequest : IRequestMessage<TRequest, TResponse>
        where TResponse : IResponseMessage<TResponse> =>
        Start<TRequest, TResponse>(request, maxVersion, extraTime, keepFrame: true);

    /// <summary>Sends a request that gets no answer (Produce with acks 0); completes when the system has taken its bytes.</summary>
    public Task SendWithoutAnswerAsync<TRequest>(TRequest request, short maxVersion)
        where TRequest : IMessage<TRequest>
    {
        TaskCompletionSource sent;
        lock (_gate)
        {
            if (_failure is not null) return Task.FromException(_failure);
            try
            {
                Encode(request, Negotiate<TRequest>(maxVersion), ++_correlation);
            }
            catch (ClientException e)
            {
                return Task.FromException(e);
            }
            sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            (_unanswered ??= []).Add(sent);
            if (_sending) return sent.Task;
            _sending = true;
        }
        _ = SendOutgoingAsync();
        return sent.Task;
    }

    /// <summary>Ends the connection to a node whose work others have taken over; all that wait for its answers fail and can be sent to them.</summary>
    public void Abandon() => Close("it does not answer, and others lead its partitions now", null);

    /// <summary>Ends the connection; all that wait for answers fail.</summary>
    public void Dispose() => Close("closed by this client", null);

    /// <summary>Asks which versions the broker offers, the first request of a connection.</summary>
    public async Task<ApiVersionsResponse> AskVersionsAsync(short version, CancellationToken cancel)
    {
        var request = new ApiVersionsRequest { ClientSoftwareName = _options.SoftwareName, ClientSoftwareVersion = ClientVersion.Text };
        PendingVersions pending;
        lock (_gate)
        {
            if (_failure is not null) throw _failure;
            pending = new PendingVersions(version, ++_correlation, DeadlineIn(_options.ConnectTimeout), Address.ToString());
            Encode(request, version, pending.CorrelationId);
            _waiting.Enqueue(pending);
            _sending = true;
        }
        await SendOutgoingAsync().ConfigureAwait(false);
        return await pending.Task.WaitAsync(cancel).ConfigureAwait(false);
    }

    private Task<Answer<TResponse>> Start<TRequest, TResponse>(TRequest request, short maxVersion, TimeSpan extraTime, bool keepFrame)
        where TRequest : IRequestMessage<TRequest, TResponse>
        where TResponse : IResponseMessage<TResponse>
    {
        PendingRequest<TResponse> pending;
        lock (_gate)
        {
            if (_failure is not null) return Task.FromException<Answer<TResponse>>(_failure);
            if (_waiting.Count >= _options.MaxInFlight)
                return Task.FromException<Answer<TResponse>>(new ClientException($"{_options.MaxInFlight} requests wait for {Address} already; no more are sent.", isRetriable: true));
            try
            {
                short version = Negotiate<TRequest>(maxVersion);
                pending = new PendingRequest<TResponse>(
                    TRequest.ApiKey,
                    version,
                    ++_correlation,
                    DeadlineIn(_options.RequestTimeout + extraTime),
                    DeadlineIn(_options.SuspectAfter + (TRequest.ApiKey == ApiKey.Produce ? TimeSpan.Zero : extraTime)),
                    Address.ToString(),
                    keepFrame);
                Encode(request, version, pending.CorrelationId);
            }
            catch (ClientException e)
            {
                return Task.FromException<Answer<TResponse>>(e);
            }
            _waiting.Enqueue(pending);
            if (_sending) return pending.Task;
            _sending = true;
        }
        _ = SendOutgoingAsync();
        return pending.Task;
    }

    private void Encode<TRequest>(TRequest request, short version, int correlationId)
        where TRequest : IMessage<TRequest>
    {
        try
        {
            Frame.WriteRequest(_outgoing, request, version, correlationId, _options.ClientId);
        }
        catch (ProtocolException e)
        {
            throw new ClientException($"The request {TRequest.ApiKey} cannot be sent: {e.Message}", inner: e);
        }
    }

    private long DeadlineIn(TimeSpan time) =>
        _options.Time.GetTimestamp() + (long)(time.TotalSeconds * _options.Time.TimestampFrequency);

    /// <summary>Sends until nothing is left. One at a time: the flag _sending belongs to the thread that runs it.</summary>
    private async Task SendOutgoingAsync()
    {
        List<TaskCompletionSource>? leaving = null;
        try
        {
            while (true)
            {
                lock (_gate)
                {
                    if (_outgoing.Length == 0 || _failure is not null)
                    {
                        _sending = false;
                        return;
                    }
                    (_outgoing, _leaving) = (_leaving, _outgoing);
                    leaving = _unanswered;
                    _unanswered = null;
                }
                ReadOnlyMemory<byte> rest = _leaving.WrittenMemory;
                while (!rest.IsEmpty) rest = rest[await _socket.SendAsync(rest, SocketFlags.None, _closed.Token).ConfigureAwait(false)..];
                _leaving.Clear();
                foreach (TaskCompletionSource sent in leaving ?? []) sent.TrySetResult();
            }
        }
        catch (Exception e)
        {
            Close(e.Message, e);
            foreach (TaskCompletionSource sent in leaving ?? []) sent.TrySetException(_failure!);
        }
    }

    private async Task ReceiveAsync()
    {
        byte[] buffer = new byte[ReceiveBytes];
        int from = 0;
        int to = 0;
        try
        {
            while (true)
            {
                while (to - from < Frame.SizeBytes)
                {
                    if (from > 0)
                    {
                        buffer.AsSpan(from, to - from).CopyTo(buffer);
                        to -= from;
                        from = 0;
                    }
                    int read = await _socket.ReceiveAsync(buffer.AsMemory(to), SocketFlags.None, _closed.Token).ConfigureAwait(false);
                    if (read == 0)
                    {
                        Close("the broker closed it", null);
                        return;
                    }
                    to += read;
                }
                int size = BinaryPrimitives.ReadInt32BigEndian(buffer.AsSpan(from));
                Frame.CheckSize(size, _options.FrameLimit);
                from += Frame.SizeBytes;
                var frame = new FrameLease(size, NextWantsPooledFrame());
                int there = Math.Min(size, to - from);
                buffer.AsSpan(from, there).CopyTo(frame.Memory.Span);
                from += there;
                while (there < size)
                {
                    int read = await _socket.ReceiveAsync(frame.Memory[there..], SocketFlags.None, _closed.Token).ConfigureAwait(false);
                    if (read == 0)
                    {
                        Close("the broker closed it inside an answer", null);
                        return;
                    }
                    there += read;
                }
                Volatile.Write(ref _lastAnswer, _options.Time.GetUtcNow().UtcTicks);
                TakeAnswered(frame).Complete(frame);
            }
        }
        catch (Exception e)
        {
            // Whatever it was: without this loop no request would be answered any more.
            Close(e.Message, e);
        }
    }

    private bool NextWantsPooledFrame()
    {
        lock (_gate) return _waiting.TryPeek(out PendingRequest? next) && next.WantsPooledFrame;
    }

    private PendingRequest TakeAnswered(FrameLease frame)
    {
        if (frame.Memory.Length < 4) throw new ProtocolException("answer", $"{frame.Memory.Length} bytes", "at least 4", 0);
        int correlationId = BinaryPrimitives.ReadInt32BigEndian(frame.Memory.Span);
        lock (_gate)
        {
            if (_waiting.TryPeek(out PendingRequest? next) && next.CorrelationId == correlationId) return _waiting.Dequeue();
            throw new ProtocolException("correlation id of an answer", correlationId, next is null ? "none, nothing was asked" : $"{next.CorrelationId}", 0);
        }
    }

    private void CheckDeadlines()
    {
        long now = _options.Time.GetTimestamp();
        PendingRequest? overdue = null;
        lock (_gate)
        {
            // Answers come in order, so a later request may well be overdue only because of the one before it.
            foreach (PendingRequest request in _waiting)
            {
                if (request.Deadline > now) continue;
                overdue = request;
                break;
            }
        }
        if (overdue is null) return;
        overdue.Fail(new RequestTimeoutException($"{overdue.Api} to {Address}", _options.RequestTimeout));
        Close($"{overdue.Api} was not answered in time", null);
    }

    private void Close(string reason, Exception? inner)
    {
        PendingRequest[] waiting;
        List<TaskCompletionSource>? unanswered;
        ClientException failure;
        lock (_gate)
        {
            if (_failure is not null) return;
            failure = _failure = new DisconnectedException(Address.ToString(), reason, inner);
            waiting = [.. _waiting];
            _waiting.Clear();
            unanswered = _unanswered;
            _unanswered = null;
        }
        _watch.Dispose();
        _closed.Cancel();
        _socket.Dispose();
        foreach (PendingRequest request in waiting) request.Fail(failure);
        foreach (TaskCompletionSource sent in unanswered ?? []) sent.TrySetException(failure);
    }
}
