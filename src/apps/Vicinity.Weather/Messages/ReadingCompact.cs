using System.Buffers;

namespace Vicinity.Weather;

/// <summary>Writes several readings of one sensor as one record: some 8 bytes each where values have two decimals. Thread-safe.</summary>
public static class ReadingCompact
{
    // Whole hundredths up to here are told apart by doubles.
    private const double MostHundredths = 1e15;

    /// <summary>Writes readings; <see cref="ReadingReader"/> reads them.</summary>
    /// <exception cref="ArgumentException">There is none, there are too many, or they are of several sensors.</exception>
    public static void Write(IBufferWriter<byte> output, IReadOnlyList<Reading> readings)
    {
        if (readings.Count is 0 or > ReadingBytes.MostReadings) throw new ArgumentException($"a record has 1 to {ReadingBytes.MostReadings} readings, not {readings.Count}", nameof(readings));
        string sensor = readings[0].Sensor;
        for (int i = 1; i < readings.Count; i++)
            if (readings[i].Sensor != sensor) throw new ArgumentException($"a record has the readings of one sensor, not of '{sensor}' and '{readings[i].Sensor}'", nameof(readings));
        var writer = new CompactWriter(output);
        writer.Byte(ReadingBytes.CompactForm);
        writer.Name(sensor);
        writer.Number(readings.Count);
        (string place, long number, long time) = ("", 0, 0);
        for (int i = 0; i < readings.Count; i++)
        {
            Reading reading = readings[i];
            bool hasSecond = reading.Kind != ReadingKind.Pollution, areDoubles = !IsWhole(reading.First) || (hasSecond && !IsWhole(reading.Second));
            writer.Byte((byte)((ReadingMarks)reading.Kind | (reading.Place != place ? ReadingMarks.Place : 0) | (areDoubles ? ReadingMarks.Doubles : 0)));
            if (reading.Place != place) writer.Name(place = reading.Place);
            writer.Signed(unchecked(reading.Number - number));
            writer.Signed(unchecked(reading.Time - time));
            (number, time) = (reading.Number, reading.Time);
            Value(ref writer, reading.First, areDoubles);
            if (hasSecond) Value(ref writer, reading.Second, areDoubles);
        }
        writer.End();
    }

    private static void Value(ref CompactWriter writer, double value, bool isDouble)
    {
        if (isDouble) writer.Double(value);
        else writer.Signed((long)Math.Round(value * 100));
    }

    /// <summary>Whether reading hundredths gives exactly this value again.</summary>
    private static bool IsWhole(double value) => Math.Abs(value) <= MostHundredths && Math.Round(value * 100) / 100.0 == value && !(value == 0 && double.IsNegative(value));
}
