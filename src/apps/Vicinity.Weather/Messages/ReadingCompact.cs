using System.Buffers;

namespace Vicinity.Weather;

/// <summary>Writes readings of one sensor together, in the compact form that <see cref="ReadingReader"/> reads. Thread-safe.</summary>
public static class ReadingCompact
{
    /// <summary>First byte of the form.</summary>
    internal const byte Form = 1;

    /// <summary>Stands in the byte of the kind when the reading has a place of its own.</summary>
    internal const byte OtherPlace = 0x80;

    /// <summary>Writes readings, all of the first one's sensor.</summary>
    /// <exception cref="ArgumentException">There are none, or they are of several sensors.</exception>
    public static void Write(IBufferWriter<byte> output, IReadOnlyList<Reading> readings)
    {
        if (readings.Count == 0) throw new ArgumentException("There is no reading to write.", nameof(readings));
        var writer = new CompactWriter(output);
        writer.Byte(Form);
        writer.Name(readings[0].Sensor);
        writer.Name(readings[0].Place);
        writer.Number(readings.Count);
        (long number, long time) = (0, 0);
        foreach (Reading reading in readings)
        {
            if (reading.Sensor != readings[0].Sensor) throw new ArgumentException($"The readings are of '{readings[0].Sensor}' and of '{reading.Sensor}'.", nameof(readings));
            bool isElsewhere = reading.Place != readings[0].Place;
            writer.Byte((byte)((byte)reading.Kind | (isElsewhere ? OtherPlace : 0)));
            writer.Signed(unchecked(reading.Number - number));
            writer.Signed(unchecked(reading.Time - time));
            writer.Double(reading.First);
            if (reading.Kind != ReadingKind.Pollution) writer.Double(reading.Second);
            if (isElsewhere) writer.Name(reading.Place);
            (number, time) = (reading.Number, reading.Time);
        }
        writer.End();
    }
}
