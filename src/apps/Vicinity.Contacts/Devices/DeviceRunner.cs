using System.Buffers;
using Microsoft.Extensions.Logging;
using Vicinity.Client;

namespace Vicinity.Contacts;

/// <summary>
/// Lets a device live: once a tick it moves, speaks and reports, and it listens all the time. One report is on its way at a time: while the log is away,
/// contacts wait in the device and movements are passed over. Run it once.
/// </summary>
public sealed partial class DeviceRunner
{
    private readonly Device _device;
    private readonly DeviceOptions _options;
    private readonly Radio _radio;
    private readonly Reception _reception;
    private readonly IReportSink _store;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _due = new(0, 1);
    private readonly ArrayBufferWriter<byte> _message = new(256);
    private long _heard, _reports, _reported, _onTheWay;
    private bool _isAway, _lastStored;

    /// <summary>Prepares the life of a device.</summary>
    /// <param name="device">The device, which nobody else uses from now on.</param>
    /// <param name="options">Settings.</param>
    /// <param name="radio">Where it speaks and listens; stays open.</param>
    /// <param name="reception">What it takes from others.</param>
    /// <param name="store">Where its reports go.</param>
    /// <param name="log">Where it tells of itself.</param>
    /// <param name="time">The clock.</param>
    public DeviceRunner(Device device, DeviceOptions options, Radio radio, Reception reception, IReportSink store, ILogger log, TimeProvider? time = null) =>
        (_device, _options, _radio, _reception, _store, _log, _time) = (device, options, radio, reception, store, log, time ?? TimeProvider.System);

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
            while (await NextTickAsync(timer, leave).ConfigureAwait(false) && Tick()) Speak();
        }
        await quiet.CancelAsync().ConfigureAwait(false);
        await listening.ConfigureAwait(false);
        lock (_gate) _device.End();
        Wake();
        using (leave.Register(() => patience.CancelAfter(TimeSpan.FromSeconds(_options.LeavePatienceSeconds))))
        {
            if (!leave.IsCancellationRequested) patience.CancelAfter(TimeSpan.FromSeconds(_options.EndPatienceSeconds));
            await reporting.ConfigureAwait(false);
        }
        return Summary();
    }

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
            MessageJson.Write(_message, _device.Broadcast(Now));
            _radio.Send(_message.WrittenSpan);
        }
        Wake();
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
        lock (_gate)
        {
            before = _device.State.Health;
            hearing = _device.Hear(message, now);
            after = _device.State.Health;
        }
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
                _reception.Dropped.ByReason);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Person} is {State}")]
    private partial void LogState(Guid person, string state);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Person} was infected by {Source}")]
    private partial void LogInfected(Guid person, Guid source);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Person} cannot report and keeps its contacts until it can: {Reason}")]
    private partial void LogAway(Guid person, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Person} reports again")]
    private partial void LogBack(Guid person);
}
