using System.Buffers;
using System.Collections;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MQTTnet;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace Vicinity.Weather.Mqtt;

/// <summary>
/// An MQTT server (3.1, 3.1.1 and 5) that takes readings of sensors as they are sold: what they send is a source of readings, and goes to nobody else. A message of QoS 1 or 2 is acknowledged after
/// what takes the readings has stored them; while that is away, clients wait. Whatever cannot be a reading is counted by reason, and acknowledged so that it does not come again for ever.
/// </summary>
public sealed partial class MqttReadingServer : IAsyncDisposable
{
    private readonly MqttSettings _settings;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly DevicePayloads _payloads;
    private readonly SensorClocks _numbers;
    private readonly ReadingLane[] _lanes;
    private readonly BoundedServerAdapter _adapter;
    private readonly MqttServer _server;

    /// <summary>Prepares a server; <see cref="StartAsync"/> opens it.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="open">Opens one sender of readings; called once for each lane.</param>
    /// <param name="clock">The clock that stamps readings without a time.</param>
    /// <param name="log">Tells of refused clients and readings.</param>
    /// <exception cref="ArgumentException">A setting is wrong; the message has a line for each.</exception>
    public MqttReadingServer(MqttSettings settings, Func<IReadingSink> open, TimeProvider clock, ILogger? log = null)
    {
        IReadOnlyList<string> problems = settings.Problems();
        if (problems.Count > 0) throw new ArgumentException(string.Join(Environment.NewLine, problems), nameof(settings));
        (_settings, _clock, _log) = (settings, clock, log ?? NullLogger.Instance);
        _payloads = new DevicePayloads(new HalfReadings(settings.MostSensors, settings.PairMs));
        _numbers = new SensorClocks(settings.MostSensors);
        _lanes = [.. Enumerable.Range(0, settings.Lanes).Select(_ => new ReadingLane(open(), clock, _log))];
        _adapter = new BoundedServerAdapter(settings.Endpoint()!, settings, Counts);
        MqttServerOptions options = new MqttServerOptionsBuilder().WithoutDefaultEndpoint().WithoutEncryptedEndpoint().WithPersistentSessions(false).WithMaxPendingMessagesPerClient(10)
            .WithDefaultCommunicationTimeout(TimeSpan.FromSeconds(10)).Build();
        _server = new MqttServerFactory().CreateMqttServer(options, [_adapter], MqttNetNullLogger.Instance);
        _server.ValidatingConnectionAsync += ValidateAsync;
        _server.InterceptingSubscriptionAsync += SubscribeAsync;
        _server.InterceptingInboundPacketAsync += ReceiveAsync;
        _server.InterceptingPublishAsync += PublishAsync;
    }

    /// <summary>What came in, and what was dropped.</summary>
    public MqttCounts Counts { get; } = new();

    /// <summary>Connections that are open.</summary>
    public int Clients => _adapter.Open;

    /// <summary>The port on which it listens.</summary>
    public int Port => _adapter.Port;

    /// <summary>Opens the port.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The port is taken, or the address is not this machine's.</exception>
    public Task StartAsync() => _server.StartAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (ReadingLane lane in _lanes) await lane.DisposeAsync().ConfigureAwait(false);
        if (_server.IsStarted) await _server.StopAsync(new MqttServerStopOptions()).ConfigureAwait(false);
        _server.Dispose();
    }

    private Task ValidateAsync(ValidatingConnectionEventArgs client)
    {
        if (string.IsNullOrEmpty(client.ClientId)) client.AssignedClientIdentifier ??= $"unnamed-{Guid.NewGuid():N}";
        if (_settings.User.Length > 0 && !(Same(client.UserName, _settings.User) & Same(client.Password, _settings.Password)))
        {
            client.ReasonCode = MqttConnectReasonCode.BadUserNameOrPassword;
            Counts.Drop(MqttDrop.WrongPassword);
            RefusedClient(client.RemoteEndPoint);
        }
        return Task.CompletedTask;
    }

    /// <summary>Devices wait for their subscriptions to be granted; nothing is ever sent on them.</summary>
    private Task SubscribeAsync(InterceptingSubscriptionEventArgs subscription)
    {
        Client client = Of(subscription.SessionItems);
        if (client.Subscriptions++ < _settings.MostSubscriptions) return Task.CompletedTask;
        subscription.ProcessSubscription = false;
        subscription.Response.ReasonCode = MqttSubscribeReasonCode.QuotaExceeded;
        Counts.Drop(MqttDrop.TooManySubscriptions);
        return Task.CompletedTask;
    }

    /// <summary>Holds up a client that sends packets faster than it may.</summary>
    private async Task ReceiveAsync(InterceptingPacketEventArgs packet)
    {
        Client client = Of(packet.SessionItems);
        long wait = client.Rate.Take(Milliseconds());
        if (wait == 0) return;
        if (packet.Packet is MQTTnet.Packets.MqttPublishPacket { QualityOfServiceLevel: MqttQualityOfServiceLevel.AtMostOnce })
        {
            Counts.Drop(MqttDrop.TooFast);
            packet.ProcessPacket = false;
            return;
        }
        Counts.Wait();
        do await Task.Delay(TimeSpan.FromMilliseconds(wait), _clock, packet.CancellationToken).ConfigureAwait(false);
        while ((wait = client.Rate.Take(Milliseconds())) > 0);
    }

    private async Task PublishAsync(InterceptingPublishEventArgs message)
    {
        // Whatever comes goes to no subscriber and is not retained.
        message.ProcessPublish = false;
        List<Measured> found = [];
        DateTimeOffset now = _clock.GetUtcNow();
        MqttApplicationMessage sent = message.ApplicationMessage;
        byte[] payload = sent.Payload.ToArray();
        MqttDrop? dropped = _payloads.Read(sent.Topic ?? "", payload, now.ToUnixTimeMilliseconds(), found);
        string? reason = null;
        if (dropped is { } why) Counts.Drop(why);
        if (dropped is MqttDrop.Unreadable or MqttDrop.Incomplete) reason = $"the payload of {sent.Topic} is not what its topic says";
        try
        {
            foreach (Measured measured in found) reason = await TakeAsync(measured, sent, payload, now, message.CancellationToken).ConfigureAwait(false) ?? reason;
        }
        catch (OperationCanceledException)
        {
            // Not stored: so it is not acknowledged, and the client sends it again.
            message.CloseConnection = true;
            return;
        }
        if (reason is null) return;
        message.Response.ReasonCode = MqttPubAckReasonCode.ImplementationSpecificError;
        message.Response.ReasonString = reason;
        RefusedReading(message.ClientId, reason);
    }

    /// <returns>Why it was refused; null when it is stored.</returns>
    private async Task<string?> TakeAsync(Measured measured, MqttApplicationMessage sent, byte[] payload, DateTimeOffset now, CancellationToken cancel)
    {
        // Checked before the sensor is remembered, so that what is wrong takes no place.
        var reading = new Reading(measured.Sensor, measured.Number ?? 0, measured.Kind, measured.Time ?? now.ToUnixTimeMilliseconds(), measured.First, measured.Second, measured.Place);
        if (ReadingBounds.Problem(reading, now.ToUnixTimeMilliseconds()) is { } problem)
        {
            Counts.Drop(MqttDrop.OutOfBounds);
            return problem;
        }
        if (measured.Number is null)
        {
            long micros = (now - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
            bool canRepeat = sent.Dup && sent.QualityOfServiceLevel != MqttQualityOfServiceLevel.AtMostOnce;
            if (_numbers.Next(measured.Sensor, measured.Kind, SensorClocks.Identity(sent.Topic, payload), canRepeat, micros) is not { } number)
            {
                Counts.Drop(MqttDrop.TooManySensors);
                return $"there are {_settings.MostSensors} sensors already, which is the most that there may be";
            }
            reading = reading with { Number = number };
        }
        string? refused = await _lanes[(uint)string.GetHashCode(reading.Sensor, StringComparison.Ordinal) % (uint)_lanes.Length].SendAsync(reading, cancel).ConfigureAwait(false);
        if (refused is null) Counts.Take();
        else Counts.Drop(MqttDrop.Refused);
        return refused;
    }

    private Client Of(IDictionary items)
    {
        if (items[nameof(Client)] is Client known) return known;
        var client = new Client(new ClientRate(_settings.MessagesPerSecond, Milliseconds()));
        items[nameof(Client)] = client;
        return client;
    }

    private long Milliseconds() => (long)_clock.GetElapsedTime(0).TotalMilliseconds;

    private static bool Same(string? given, string wanted) => CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given ?? "")), SHA256.HashData(Encoding.UTF8.GetBytes(wanted)));

    /// <summary>What is known of one connection.</summary>
    private sealed class Client(ClientRate rate)
    {
        public ClientRate Rate { get; } = rate;

        public int Subscriptions { get; set; }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "a client at {Address} gave a wrong user or password")]
    private partial void RefusedClient(EndPoint? address);

    [LoggerMessage(Level = LogLevel.Debug, Message = "a message of {Client} is no reading: {Reason}")]
    private partial void RefusedReading(string client, string reason);
}
