namespace Vicinity.Broker;

/// <summary>
/// Sends the answers of one connection in the order of its requests, whichever is ready first. The thread that completes the answer at the
/// head writes it out on its own thread, with all complete ones behind it: no writer task, no hand-over in the common case.
/// Bounded: the reader waits while <c>capacity</c> answers are outstanding.
/// </summary>
internal sealed class AnswerQueue(SendBuffer output, int capacity, Action<Exception> onBroken, CancellationToken cancellation)
{
    private readonly Lock _gate = new();
    private readonly Queue<Answer> _waiting = new();
    private TaskCompletionSource? _room;
    private TaskCompletionSource? _drained;
    private TaskCompletionSource? _stopped;
    private bool _sending;
    private bool _held;
    private bool _broken;

    /// <summary>Puts an answer, complete or not, behind all earlier ones.</summary>
    public void Enqueue(Answer answer)
    {
        answer.AttachTo(this);
        lock (_gate)
        {
            if (!_broken)
            {
                _waiting.Enqueue(answer);
                return;
            }
        }

        Abandon(answer);
    }

    /// <summary>Whether an answer is owed that is not there yet: the client waits for us, not we for the client.</summary>
    public bool IsOwed
    {
        get
        {
            lock (_gate) return !_sending && _waiting.TryPeek(out Answer? head) && !head.IsComplete;
        }
    }

    /// <summary>Completes when another answer may be put in.</summary>
    public ValueTask WaitForRoomAsync()
    {
        lock (_gate)
        {
            if (_waiting.Count < capacity || _broken) return ValueTask.CompletedTask;
            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask(_room.Task);
        }
    }

    /// <summary>While held, complete answers collect; the reader holds the queue as long as whole requests lie in its buffer, so that their answers leave in one send.</summary>
    public void Hold() => _held = true;

    /// <summary>Ends <see cref="Hold"/> and sends what is complete.</summary>
    public void Release()
    {
        _held = false;
        AnswerCompleted();
    }

    /// <summary>Sends what can be sent. Called whenever an answer has become complete.</summary>
    public void AnswerCompleted()
    {
        lock (_gate)
        {
            if (_sending || _held || _broken || _waiting.Count == 0 || !_waiting.Peek().IsComplete) return;
            _sending = true;
        }

        _ = SendAsync();
    }

    /// <summary>Tells all that wait to wait no longer than they must.</summary>
    public void Hurry()
    {
        Answer[] waiting;
        lock (_gate) waiting = [.. _waiting];
        foreach (Answer answer in waiting) answer.Hurry();
    }

    /// <summary>Completes when everything put in has been sent, or the connection is broken.</summary>
    public Task DrainedAsync()
    {
        lock (_gate)
        {
            if (_broken || (_waiting.Count == 0 && !_sending)) return Task.CompletedTask;
            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _drained.Task;
        }
    }

    /// <summary>The connection is gone: nothing more is sent, and what waits learns of it.</summary>
    public void Break()
    {
        Answer[] abandoned;
        lock (_gate)
        {
            if (_broken) return;
            _broken = true;
            abandoned = [.. _waiting];
            _waiting.Clear();
            _room?.TrySetResult();
            _drained?.TrySetResult();
        }

        foreach (Answer answer in abandoned) Abandon(answer);
    }

    /// <summary>After <see cref="Break"/>: completes when no thread uses the output any more.</summary>
    public Task StoppedAsync()
    {
        lock (_gate)
        {
            if (!_sending) return Task.CompletedTask;
            _stopped ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _stopped.Task;
        }
    }

    private async Task SendAsync()
    {
        try
        {
            while (true)
            {
                while (NextComplete() is Answer answer)
                {
                    try
                    {
                        await answer.WriteAsync(output, cancellation).ConfigureAwait(false);
                    }
                    finally
                    {
                        answer.LetGo();
                    }

                    if (output.Length >= SendBuffer.SendAbove) await output.SendAsync(cancellation).ConfigureAwait(false);
                }

                if (output.Length > 0) await output.SendAsync(cancellation).ConfigureAwait(false);
                lock (_gate)
                {
                    if (!_broken && _waiting.TryPeek(out Answer? head) && head.IsComplete) continue;
                    _sending = false;
                    if (_waiting.Count == 0) _drained?.TrySetResult();
                    _stopped?.TrySetResult();
                    return;
                }
            }
        }
#pragma warning disable CA1031 // whatever goes wrong while sending ends this connection and nothing else
        catch (Exception e)
#pragma warning restore CA1031
        {
            onBroken(e);
            Break();
            lock (_gate)
            {
                _sending = false;
                _stopped?.TrySetResult();
            }
        }
    }

    private static void Abandon(Answer answer)
    {
        answer.Abandon();
        answer.LetGo();
    }

    private Answer? NextComplete()
    {
        lock (_gate)
        {
            if (_broken || !_waiting.TryPeek(out Answer? head) || !head.IsComplete) return null;
            _waiting.Dequeue();
            if (_waiting.Count < capacity && _room is not null)
            {
                _room.TrySetResult();
                _room = null;
            }

            return head;
        }
    }
}
