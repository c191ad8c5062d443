using System.Buffers;
using System.Text;
using System.Text.Json;
using Vicinity.Client;

namespace Vicinity.Traffic;

/// <summary>Makes records of positions: the vehicle's id is the key, so that a vehicle's positions keep their order. Thread-safe.</summary>
internal static class PositionSender
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? t_buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? t_json;

    /// <summary>Sends a position to a topic; the producer copies the bytes before it returns.</summary>
    public static Task<RecordPosition> SendAsync(Producer producer, string topic, in VehiclePosition position)
    {
        t_buffer ??= new ArrayBufferWriter<byte>(1024);
        t_buffer.ResetWrittenCount();
        int key = Encode(position, t_buffer);
        return producer.SendAsync(topic, t_buffer.WrittenSpan[..key], t_buffer.WrittenSpan[key..]);
    }

    /// <summary>Writes the key, then the value; returns the key's length.</summary>
    public static int Encode(in VehiclePosition position, ArrayBufferWriter<byte> output)
    {
        int key = Encoding.UTF8.GetBytes(position.Vehicle, output.GetSpan(Encoding.UTF8.GetMaxByteCount(position.Vehicle.Length)));
        output.Advance(key);
        t_json ??= new Utf8JsonWriter(output, PositionRecord.Compact);
        t_json.Reset(output);
        PositionRecord.Write(t_json, position);
        t_json.Flush();
        return key;
    }
}
