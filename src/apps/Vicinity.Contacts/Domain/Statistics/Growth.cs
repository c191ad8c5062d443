namespace Vicinity.Contacts;

/// <summary>How fast cases grow.</summary>
public static class Growth
{
    /// <summary>
    /// Ticks in which the cumulative number of infections doubles, from its growth between two ticks taken as exponential; null where it does not grow or was 0.
    /// </summary>
    public static double? DoublingTime(int before, int after, int ticks) =>
        before <= 0 || after <= before || ticks <= 0 ? null : ticks * Math.Log(2) / Math.Log((double)after / before);
}
