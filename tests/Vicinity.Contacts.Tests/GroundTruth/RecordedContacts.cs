using System.Globalization;
using System.IO.Compression;
using Vicinity.Traffic.Tests;

namespace Vicinity.Contacts.Tests;

/// <summary>Recorded people, read plainly: a slot or frame is a tick.</summary>
internal static class RecordedContacts
{
    /// <summary>Contacts as meetings: of which slot, who, whom. Slots are 20 s.</summary>
    public static List<(int Tick, int One, int Other)> Badges(string name) =>
        [.. Rows(Path.Combine(name, "contacts.csv.gz")).Select(r => (Whole(r[0]) / 20, Whole(r[1]), Whole(r[2])))];

    /// <summary>Places of people by frame, in order; the number of the frame among those of the recording is the tick.</summary>
    public static List<(int Person, double X, double Y)[]> Frames(string name, string file) =>
        [.. Rows(Path.Combine(name, file)).GroupBy(r => Whole(r[0]), r => (Whole(r[2]), Real(r[3]), Real(r[4]))).OrderBy(g => g.Key).Select(g => g.ToArray())];

    private static IEnumerable<string[]> Rows(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(RecordedTraces.Path(path)), CompressionMode.Decompress));
        reader.ReadLine();
        while (reader.ReadLine() is { } line) yield return line.Split(',');
    }

    private static int Whole(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static double Real(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
