using System.Buffers;

namespace Vicinity.Weather;

/// <summary>The bytes of window parts. Those of one sensor and window, which stand together, name these once. Thread-safe.</summary>
public static class WindowPartForm
{
    [Flags]
    private enum Marks : byte
    {
        None = 0,
        SameSensor = 1,
        SamePlace = 2,
        SameNumber = 4,
        Late = 8,
        All = 15,
    }

    /// <summary>Writes parts.</summary>
    public static void Write(IBufferWriter<byte> output, IReadOnlyList<WindowPart> parts)
    {
        var writer = new CompactWriter(output);
        Write(ref writer, parts);
        writer.End();
    }

    /// <summary>Reads parts.</summary>
    /// <param name="bytes">All that was written.</param>
    /// <param name="most">Most parts that there may be.</param>
    /// <exception cref="MessageException">These are no such bytes, or there are more parts.</exception>
    public static IReadOnlyList<WindowPart> Read(ReadOnlySpan<byte> bytes, int most)
    {
        var reader = new CompactReader(bytes);
        List<WindowPart> parts = Read(ref reader, most);
        return reader.IsAtEnd ? parts : throw new MessageException(MessageProblem.NotReadable, $"{reader.Left} bytes follow the parts");
    }

    internal static void Write(ref CompactWriter writer, IReadOnlyList<WindowPart> parts)
    {
        writer.Number(parts.Count);
        (string? sensor, string? place, long number) = (null, null, 0);
        foreach (WindowPart part in parts)
        {
            Marks marks = (part.Sensor == sensor ? Marks.SameSensor : 0) | (part.Place == place ? Marks.SamePlace : 0) | (part.Number == number ? Marks.SameNumber : 0) | (part.Revision > 0 ? Marks.Late : 0);
            writer.Byte((byte)marks);
            writer.Byte((byte)part.Quantity);
            if (part.Sensor != sensor) writer.Name(sensor = part.Sensor);
            if (part.Place != place) writer.Name(place = part.Place);
            if (part.Number != number) writer.Signed(number = part.Number);
            part.Aggregate.Write(ref writer);
        }
    }

    internal static List<WindowPart> Read(ref CompactReader reader, int most)
    {
        int count = reader.Count("count of parts", most, 8);
        var parts = new List<WindowPart>(count);
        (string? sensor, string? place, long number) = (null, null, 0);
        for (int i = 0; i < count; i++)
        {
            var marks = (Marks)reader.Byte("marks of a part", 0, (byte)Marks.All);
            var quantity = (Quantity)reader.Byte("quantity", (byte)Quantity.Wellness, (byte)Quantity.WindSpeed);
            if ((marks & Marks.SameSensor) == 0) sensor = reader.Name("sensor");
            if ((marks & Marks.SamePlace) == 0) place = reader.Name("place");
            if ((marks & Marks.SameNumber) == 0) number = reader.Signed("number of a window", -WindowRules.FarthestTime, WindowRules.FarthestTime);
            if (sensor is null || place is null) throw new MessageException(MessageProblem.WrongValue, "the first part names no sensor or no place");
            parts.Add(new WindowPart(quantity, sensor, place, number, (marks & Marks.Late) != 0 ? 1 : 0, Aggregate.Read(ref reader)));
        }
        return parts;
    }
}
