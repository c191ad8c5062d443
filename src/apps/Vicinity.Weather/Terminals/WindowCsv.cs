using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Vicinity.Feeds;

namespace Vicinity.Weather;

/// <summary>Windows as lines of CSV, with the names of <see cref="Window"/>. Names of sensors and places hold no line breaks.</summary>
public static class WindowCsv
{
    private const int Columns = 12;

    /// <summary>The first line.</summary>
    public const string Header = "quantity,scope,name,start,end,revision,count,mean,deviation,minimum,maximum,newest";

    /// <summary>Writes a window without a line break. A name with a comma, a quote or a line break is quoted.</summary>
    public static void Write(IBufferWriter<byte> output, Window window)
    {
        var text = new StringBuilder();
        CsvRow.Append(
            text,
            [
                window.Quantity.ToString(), window.Scope.ToString(), window.Name, window.Start, window.End, window.Revision, window.Count,
                window.Mean, window.Deviation, window.Minimum, window.Maximum, window.Newest,
            ]);
        Encoding.UTF8.GetBytes(text.ToString(), output);
    }

    /// <summary>Reads a line; false with the reason when it is no window.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, [NotNullWhen(true)] out Window? window, [NotNullWhen(false)] out string? reason)
    {
        window = null;
        string[] fields = Split(Encoding.UTF8.GetString(line).TrimEnd('\r'));
        reason = $"it has {fields.Length} columns, not {Columns}";
        if (fields.Length != Columns) return false;
        reason = "a column holds no value of its type";
        if (!Enum.TryParse(fields[0], out Quantity quantity) || !Enum.IsDefined(quantity) || !Enum.TryParse(fields[1], out WindowScope scope) || !Enum.IsDefined(scope)) return false;
        if (!Whole(fields[3], out long start) || !Whole(fields[4], out long end) || end <= start || !Whole(fields[5], out long revision) || !Whole(fields[6], out long count)) return false;
        if (!Real(fields[7], out double? mean) || !Real(fields[8], out double? deviation) || !Real(fields[9], out double? minimum) || !Real(fields[10], out double? maximum)) return false;
        long? newest = null;
        if (fields[11].Length > 0)
        {
            if (!Whole(fields[11], out long moment)) return false;
            newest = moment;
        }
        if (revision is < 0 or > int.MaxValue) return false;
        window = new Window(quantity, scope, fields[2], start, end, (int)revision, count, mean, deviation, minimum, maximum, newest);
        reason = null;
        return true;
    }

    private static bool Whole(string text, out long value) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    private static bool Real(string text, out double? value)
    {
        value = null;
        if (text.Length == 0) return true;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double read) || !double.IsFinite(read)) return false;
        value = read;
        return true;
    }

    private static string[] Split(string line)
    {
        List<string> fields = [];
        var field = new StringBuilder();
        bool isQuoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            if (isQuoted && line[i] == '"' && i + 1 < line.Length && line[i + 1] == '"') field.Append(line[i++]);
            else if (line[i] == '"') isQuoted = !isQuoted;
            else if (line[i] == ',' && !isQuoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else field.Append(line[i]);
        }
        fields.Add(field.ToString());
        return [.. fields];
    }
}
