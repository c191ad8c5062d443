using System.Buffers;
using System.Text;
using System.Text.Json;
using Vicinity.Client;

namespace Vicinity.Traffic;

/// <summary>
/// Hands positions to a client's producer as records: the vehicle's id is the key, so that a vehicle's positions keep their order.
/// The producer copies the bytes before it returns, so one buffer a thread serves all calls.
/// </summary>
internal static class PositionSender
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? _json;

    public static Task<RecordPosition> SendAsync(Producer producer, string topic, in VehiclePosition position)
    {
        int key = Encode(position);
        return producer.SendAsync(topic, _buffer!.WrittenSpan[..key], _buffer.WrittenSpan[key..]);
    }

    public static ValueTask PostAsync(Producer producer, string topic, in VehiclePosition position)
    {
        int key = Encode(position);
        return producer.PostAsync(topic, _buffer!.WrittenSpan[..key], _buffer.WrittenSpan[key..]);
    }

    // The key, then the value; returns the key's length.
    private static int Encode(in VehiclePosition position)
    {
        _buffer ??= new ArrayBufferWriter<byte>(1024);
        _buffer.ResetWrittenCount();
        int key = Encoding.UTF8.GetBytes(position.Vehicle, _buffer.GetSpan(Encoding.UTF8.GetMaxByteCount(position.Vehicle.Length)));
        _buffer.Advance(key);
        _json ??= new Utf8JsonWriter(_buffer, PositionRecord.Compact);
        _json.Reset(_buffer);
        PositionRecord.Write(_json, position);
        _json.Flush();
        return key;
    }
}
