using System.Globalization;
using System.Net;

namespace Vicinity.Weather.Mqtt;

/// <summary>Where sensors reach the MQTT server, and how much they may send. Checked by <see cref="Problems"/>.</summary>
public sealed record MqttSettings
{
    /// <summary>Where it listens: <c>address:port</c>; port 0 takes a free one.</summary>
    public string Address { get; init; } = "127.0.0.1:1883";

    /// <summary>User that sensors must name; empty for none.</summary>
    public string User { get; init; } = "";

    /// <summary>Password of the user.</summary>
    public string Password { get; init; } = "";

    /// <summary>Lets sensors without a user in on other addresses than the loopback one, too.</summary>
    public bool AllowsAnonymous { get; init; }

    /// <summary>Most connections at a time.</summary>
    public int MostClients { get; init; } = 1_000;

    /// <summary>Longest packet, in bytes.</summary>
    public int MostPacketBytes { get; init; } = 65_536;

    /// <summary>Most messages a second of one client, over some seconds. QoS 0 beyond it is dropped, QoS 1 and 2 wait.</summary>
    public int MessagesPerSecond { get; init; } = 100;

    /// <summary>Most subscriptions of one client. They are granted, because devices wait for it; nothing is ever sent on them.</summary>
    public int MostSubscriptions { get; init; } = 50;

    /// <summary>Most sensors, over all clients.</summary>
    public int MostSensors { get; init; } = 100_000;

    /// <summary>Milliseconds within which two values that come apart (temperature and humidity) make one reading.</summary>
    public int PairMs { get; init; } = 60_000;

    /// <summary>Senders of readings that work side by side, each for its part of the sensors.</summary>
    public int Lanes { get; init; } = 4;

    /// <summary>What is wrong with the settings, a line each.</summary>
    public IReadOnlyList<string> Problems()
    {
        List<string> found = [];
        void Between(string name, long value, long least, long most, string reason)
        {
            if (value < least || value > most) found.Add($"{name} is {value}, not between {least} and {most}: {reason}");
        }
        if (Endpoint() is not { } endpoint) found.Add($"{nameof(Address)} '{Address}' is not of the form address:port, such as 127.0.0.1:1883");
        else if (!IPAddress.IsLoopback(endpoint.Address) && User.Length == 0 && !AllowsAnonymous)
            found.Add($"{nameof(Address)} {Address} can be reached from other machines, and there is no {nameof(User)}: set a user and a password, or {nameof(AllowsAnonymous)}");
        if (User.Length > 0 && Password.Length == 0) found.Add($"{nameof(Password)} is empty, and there is a {nameof(User)}: set both or none");
        Between(nameof(MostClients), MostClients, 1, 100_000, "each takes memory and a socket");
        Between(nameof(MostPacketBytes), MostPacketBytes, 256, 16_777_216, "a packet is held in memory");
        Between(nameof(MessagesPerSecond), MessagesPerSecond, 1, 100_000, "one client must not hold up the others");
        Between(nameof(MostSubscriptions), MostSubscriptions, 0, 10_000, "each takes memory");
        Between(nameof(MostSensors), MostSensors, 1, 1_000_000, "each takes about 500 bytes");
        Between(nameof(PairMs), PairMs, 1, 3_600_000, "values that belong together come together");
        Between(nameof(Lanes), Lanes, 1, 64, "each has a connection of its own");
        return found;
    }

    /// <summary>The address, read; null when it is none.</summary>
    internal IPEndPoint? Endpoint()
    {
        string text = Address.StartsWith("localhost:", StringComparison.OrdinalIgnoreCase) ? "127.0.0.1" + Address[9..] : Address;
        int colon = text.LastIndexOf(':');
        return colon > 0 && IPAddress.TryParse(text.AsSpan(0, colon), out IPAddress? address) && ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port)
            ? new IPEndPoint(address, port)
            : null;
    }
}
