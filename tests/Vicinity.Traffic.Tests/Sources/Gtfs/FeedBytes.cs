using System.Text;

namespace Vicinity.Traffic.Tests;

/// <summary>GTFS-realtime messages byte by byte, so that they can be wrong in every way.</summary>
internal static class FeedBytes
{
    public static byte[] Header(ulong? time = null, string version = "2.0", byte[]? rest = null) =>
        Field(1, [.. Field(1, Encoding.UTF8.GetBytes(version)), .. time is { } t ? (byte[])[24, .. Varint(t)] : [], .. rest ?? []]);

    public static byte[] Entity(string id, byte[] rest) => Field(2, [.. Field(1, Encoding.UTF8.GetBytes(id)), .. rest]);

    /// <summary>An entity with a vehicle.</summary>
    public static byte[] Bus(string entity, byte[]? id = null, string? label = null, ulong? time = null, float latitude = 49.25f, float longitude = -123.25f, float? bearing = null, float? speed = null) =>
        Entity(entity, Field(4, Vehicle(id, label, time, latitude, longitude, bearing, speed)));

    public static byte[] Vehicle(byte[]? id, string? label, ulong? time, float latitude, float longitude, float? bearing = null, float? speed = null)
    {
        byte[] name = [.. id is null ? [] : Field(1, id), .. label is null ? [] : Field(2, Encoding.UTF8.GetBytes(label))];
        return
        [
            .. Field(2, [.. Float(1, latitude), .. Float(2, longitude), .. bearing is { } b ? Float(3, b) : [], .. speed is { } s ? Float(5, s) : []]),
            .. time is { } t ? (byte[])[40, .. Varint(t)] : [],
            .. name.Length == 0 ? [] : Field(8, name),
        ];
    }

    public static byte[] Field(int number, ReadOnlySpan<byte> content) => [.. Varint((ulong)number << 3 | 2), .. Varint((ulong)content.Length), .. content];

    public static byte[] Float(int number, float value) => [.. Varint((ulong)number << 3 | 5), .. BitConverter.GetBytes(value)];

    public static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7) bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return [.. bytes];
    }
}
