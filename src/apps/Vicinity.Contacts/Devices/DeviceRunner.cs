using System.Buffers;
using Microsoft.Extensions.Logging;
using Vicinity.Client;

namespace Vicinity.Contacts;

/// <summary>
/// Lets a device live: once a tick it moves, speaks and reports, and it listens all the time. One report is on its way at a time: while the log is away,
/// contacts wait in the device and movements are passed over. Run it once.
/// </summary>
public sealed partial class DeviceRunner : IDisposable
{
    private readonly Device _device;
    private readonly DeviceOptions _options;
    private readonly Radio _radio;
    private readonly Reception _reception;
    private readonly IReportSink _store;
    private readonly PrivateMode? _private;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _due = new(0, 1);
    private readonly ArrayBufferWriter<byte> _message = new(256);
    private long _heard, _reports, _reported, _onTheWay;
    private bool _isAway, _lastStored, _isPositive;
    private Task _publishing = Task.CompletedTask;

    /// <summary>Prepares the life of a device.</summary>
    /// <param name="device">The device, which nobody else uses from now on.</param>
    /// <param name="options">Settings.</param>
    /// <param name="radio">Where it speaks and listens; stays open.</param>
    /// <param name="reception">What it takes from others.</param>
    /// <param name="store">Where its reports go.</param>
    /// <param name="log">Where it tells of itself.</param>
    /// <param name="time">The clock.</param>
    /// <param name="mode">The private mode; null where contacts are reported.</param>
    public DeviceRunner(Device device, DeviceOptions options, Radio radio, Reception reception, IReportSink store, ILogger log, TimeProvider? time = null, PrivateMode? mode = null) =>
        (_device, _options, _radio, _reception, _store, _log, _time, _private) = (device, options, radio, reception, store, log, time ?? TimeProvider.System, mode);

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Lives until the end of its life or until it is asked to leave, and then tells its last words.</summary>
    public async Task<DeviceSummary> RunAsync(CancellationToken leave)
    {
        using var quiet = CancellationTokenSource.CreateLinkedTokenSource(leave);
        using var patience = new CancellationTokenSource();
        Task listening = _radio.ListenAsync(Hear, quiet.Token);
        Task reporting = ReportAsync(patience.Token);
        using (var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(_options.TickMs), _time))
        {
            Speak();
            Publish(patience.Token);
            while (await NextTickAsync(timer, leave).ConfigureAwait(false) && Tick())
            {
                Speak();
                Publish(patience.Token);
            }
        }
        await quiet.CancelAsync().ConfigureAwait(false);
        await listening.ConfigureAwait(false);
        lock (_gate) _device.End();
        Publish(patience.Token);
        Wake();
        using (leave.Register(() => patience.CancelAfter(TimeSpan.FromSeconds(_options.LeavePatienceSeconds))))
        {
            if (!leave.IsCancellationRequested) patience.CancelAfter(TimeSpan.FromSeconds(_options.EndPatienceSeconds));
            await reporting.ConfigureAwait(false);
            await _publishing.ConfigureAwait(false);
        }
        return Summary();
    }

    /// <inheritdoc/>
    public void Dispose() => _due.Dispose();

    private static async ValueTask<bool> NextTickAsync(PeriodicTimer timer, CancellationToken leave)
    {
        try
        {
            return await timer.WaitForNextTickAsync(leave).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <returns>Whether the person lives on.</returns>
    private bool Tick()
    {
        Health before, after;
        lock (_gate)
        {
            before = _device.State.Health;
            _device.Tick();
            after = _device.State.Health;
        }
        if (after != before) LogState(_device.Id, MessageJson.Name(after));
        return after != Health.Dead;
    }

    private void Speak()
    {
        lock (_gate)
        {
            _message.ResetWrittenCount();
            PersonMessage message = _device.Broadcast(Now);
            MessageJson.Write(_message, _private?.Broadcast(message) ?? message);
            _radio.Send(_message.WrittenSpan);
        }
        Wake();
    }

    /// <summary>Publishes the keys of the private mode when the person notices that it is infected, and when it is not any more: then those of the time in between.</summary>
    private void Publish(CancellationToken patience)
    {
        if (_private is not { } mode) return;
        bool isPositive;
        lock (_gate) isPositive = _device.State.VisiblyInfected;
        if (isPositive == _isPositive) return;
        _isPositive = isPositive;
        _publishing = Task.WhenAll(_publishing, PublishAsync(mode, patience));
    }

    private async Task PublishAsync(PrivateMode mode, CancellationToken patience)
    {
        try
        {
            await mode.PublishAsync(Now, patience).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            LogUnpublished(_device.Id, "the log did not answer in time");
        }
        catch (ClientException trouble)
        {
            LogUnpublished(_device.Id, trouble.Message);
        }
    }

    private void Wake()
    {
        if (_due.CurrentCount > 0) return;
        try
        {
            _due.Release();
        }
        catch (SemaphoreFullException)
        {
            // Woken already.
        }
    }

    private void Hear(ReadOnlyMemory<byte> datagram, Sender sender)
    {
        long now = Now;
        if (_reception.Read(datagram.Span, sender, now) is not { } message) return;
        Hearing hearing;
        Health before, after;
        if (_private?.IsOwn(message) == true) return;
        Place at;
        lock (_gate)
        {
            before = _device.State.Health;
            hearing = _device.Hear(message, now);
            (after, at) = (_device.State.Health, _device.State.At);
        }
        if (hearing == Hearing.Contact) _private?.Hear(message, at, now);
        if (hearing is Hearing.Contact or Hearing.OutOfRange) Interlocked.Increment(ref _heard);
        else if (hearing != Hearing.Own) _reception.Dropped.Add(hearing);
        if (after != before) LogInfected(_device.Id, message.Person);
    }

    private async Task ReportAsync(CancellationToken patience)
    {
        try
        {
            while (true)
            {
                await _due.WaitAsync(patience).ConfigureAwait(false);
                while (true)
                {
                    PersonMessage report;
                    bool more;
                    lock (_gate)
                    {
                        report = _device.Report(Now);
                        if (_private is not null) report = PrivateMode.Reported(report);
                        more = _device.Kept > 0;
                    }
                    bool stored = await StoreAsync(report, patience).ConfigureAwait(false);
                    if (stored && !report.Alive && !more)
                    {
                        _lastStored = true;
                        return;
                    }
                    // What could not be stored is tried again with the next tick, and when there is none any more after a pause.
                    if (stored ? !more : report.Alive) break;
                }
            }
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            // Out of patience; the summary tells of what is left.
        }
    }

    private async Task<bool> StoreAsync(PersonMessage report, CancellationToken patience)
    {
        try
        {
            Interlocked.Exchange(ref _onTheWay, report.Contacts.Count);
            await _store.StoreAsync(report, patience).ConfigureAwait(false);
            Interlocked.Exchange(ref _onTheWay, 0);
            Interlocked.Increment(ref _reports);
            Interlocked.Add(ref _reported, report.Contacts.Count);
            if (_isAway) LogBack(_device.Id);
            _isAway = false;
            return true;
        }
        catch (ClientException trouble)
        {
            Interlocked.Exchange(ref _onTheWay, 0);
            lock (_gate) _device.Restore(report);
            if (!_isAway) LogAway(_device.Id, trouble.Message);
            _isAway = true;
            await Task.Delay(DeviceOptions.RetryPause, _time, patience).ConfigureAwait(false);
            return false;
        }
    }

    private DeviceSummary Summary()
    {
        lock (_gate)
        {
            return new DeviceSummary(
                _device.Id,
                _device.Ticks,
                _radio.Sent,
                _radio.SentBytes,
                Interlocked.Read(ref _heard),
                _device.Contacts,
                Interlocked.Read(ref _reports),
                Interlocked.Read(ref _reported),
                _device.Forgotten,
                _device.Kept + Interlocked.Read(ref _onTheWay),
                _lastStored,
                _reception.Dropped.ByReason)
            {
                KeysPublished = _private?.Sent ?? 0,
                Notified = _private?.Notifications ?? 0,
            };
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Person} is {State}")]
    private partial void LogState(Guid person, string state);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Person} was infected by {Source}")]
    private partial void LogInfected(Guid person, Guid source);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Person} cannot report and keeps its contacts until it can: {Reason}")]
    private partial void LogAway(Guid person, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Person} could not publish its keys: {Reason}")]
    private partial void LogUnpublished(Guid person, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Person} reports again")]
    private partial void LogBack(Guid person);
}
