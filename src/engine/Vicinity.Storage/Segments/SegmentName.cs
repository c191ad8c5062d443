using System.Globalization;

namespace Vicinity.Storage;

/// <summary>Names of segment files: base offset in 20 digits, before it the generation in 8 if it is not the first.</summary>
/// <param name="Generation">0, or how often the log's base was replaced; only files of the highest generation count.</param>
/// <param name="BaseOffset">Offset of the segment's base.</param>
internal readonly record struct SegmentName(int Generation, long BaseOffset)
{
    public const string LogEnding = ".log";
    public const string IndexEnding = ".index";

    public string LogFile => Stem + LogEnding;

    public string IndexFile => Stem + IndexEnding;

    private string Stem => Generation == 0
        ? BaseOffset.ToString("D20", CultureInfo.InvariantCulture)
        : Generation.ToString("D8", CultureInfo.InvariantCulture) + "-" + BaseOffset.ToString("D20", CultureInfo.InvariantCulture);

    /// <summary>Reads the name of a segment or index file; false if it is neither.</summary>
    public static bool TryParse(string file, out SegmentName name)
    {
        name = default;
        string ending = Path.GetExtension(file);
        if (ending is not (LogEnding or IndexEnding)) return false;
        ReadOnlySpan<char> stem = file.AsSpan(0, file.Length - ending.Length);
        int generation = 0;
        if (stem.Length == 29 && stem[8] == '-')
        {
            if (!int.TryParse(stem[..8], NumberStyles.None, CultureInfo.InvariantCulture, out generation) || generation == 0) return false;
            stem = stem[9..];
        }
        if (stem.Length != 20 || !long.TryParse(stem, NumberStyles.None, CultureInfo.InvariantCulture, out long offset)) return false;
        name = new SegmentName(generation, offset);
        return true;
    }
}
