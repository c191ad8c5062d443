using System.Security.Cryptography;
using System.Text;

namespace Vicinity.Weather.Mqtt;

/// <summary>
/// Numbers the readings of sensors that do not count: by the time at which they come, in Unix microseconds, and always rising; so they rise also over a new start of this server, as long as its clock does
/// not go back further than it was away. Thread-safe.
/// </summary>
/// <remarks>
/// A message of QoS 1 or 2 that a client sends again (flag DUP, the same topic and payload) gets the number that it got before, as long as it is among the last <see cref="Remembered"/> of its sensor and this
/// server was not started anew in between. After a new start it gets another number, and counts twice; a sensor that counts for itself (<c>"number"</c>) never does.
/// </remarks>
/// <param name="most">Most sensors.</param>
internal sealed class SensorClocks(int most)
{
    /// <summary>So many messages of a sensor are recognised when they come again.</summary>
    public const int Remembered = 16;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Sensor> _sensors = [];

    /// <summary>The identity of a message: its topic and payload.</summary>
    public static ulong Identity(string topic, ReadOnlySpan<byte> payload)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(topic));
        hash.AppendData([0]);
        hash.AppendData(payload);
        return BitConverter.ToUInt64(hash.GetHashAndReset());
    }

    /// <summary>The number of a reading; null when there are too many sensors.</summary>
    /// <param name="sensor">The sensor.</param>
    /// <param name="kind">The kind: one message can have a reading of each.</param>
    /// <param name="identity">Identity of the message.</param>
    /// <param name="isRepeated">Whether the client says that it sends it again.</param>
    /// <param name="now">The time now, in Unix microseconds.</param>
    public long? Next(string sensor, ReadingKind kind, ulong identity, bool isRepeated, long now)
    {
        identity ^= (ulong)kind;
        lock (_lock)
        {
            if (!_sensors.TryGetValue(sensor, out Sensor? known))
            {
                if (_sensors.Count >= most) return null;
                _sensors.Add(sensor, known = new Sensor());
            }
            if (isRepeated)
                foreach ((ulong seen, long number) in known.Recent)
                    if (seen == identity && number > 0) return number;
            known.Last = Math.Max(known.Last + 1, now);
            known.Recent[known.Place++ % Remembered] = (identity, known.Last);
            return known.Last;
        }
    }

    private sealed class Sensor
    {
        public (ulong Identity, long Number)[] Recent { get; } = new (ulong, long)[Remembered];

        public int Place { get; set; }

        public long Last { get; set; }
    }
}
