namespace Vicinity.Storage;

/// <summary>Renames stay inside one folder: only then is there one folder whose sync makes them durable.</summary>
internal static class SameFolder
{
    public static void Require(string from, string to)
    {
        if (!string.Equals(Path.GetDirectoryName(from), Path.GetDirectoryName(to), StringComparison.Ordinal))
            throw new ArgumentException($"'{from}' and '{to}' are not in the same folder", nameof(to));
    }
}
