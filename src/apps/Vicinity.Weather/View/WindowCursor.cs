using System.Globalization;

namespace Vicinity.Weather;

/// <summary>A place in a list of windows of one scope: by start, then quantity, then name.</summary>
/// <param name="Start">First moment of the window, in Unix milliseconds.</param>
/// <param name="Quantity">Its quantity.</param>
/// <param name="Name">The place or sensor.</param>
public readonly record struct WindowCursor(long Start, Quantity Quantity, string Name)
{
    /// <summary>The order of the places.</summary>
    public static IComparer<WindowCursor> Order { get; } = Comparer<WindowCursor>.Create((a, b) =>
        a.Start != b.Start ? a.Start.CompareTo(b.Start) : a.Quantity != b.Quantity ? a.Quantity.CompareTo(b.Quantity) : string.CompareOrdinal(a.Name, b.Name));

    /// <summary>The place of a window.</summary>
    public static WindowCursor Of(Window window) => new(window.Start, window.Quantity, window.Name);

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static bool TryParse(string text, out WindowCursor cursor)
    {
        cursor = default;
        string[] parts = text.Split('.', 3);
        if (parts.Length != 3 || !long.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long start)
            || !byte.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out byte quantity)) return false;
        cursor = new WindowCursor(start, (Quantity)quantity, parts[2]);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Start}.{(byte)Quantity}.{Name}");
}
