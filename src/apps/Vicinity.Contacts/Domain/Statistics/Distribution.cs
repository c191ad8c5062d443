namespace Vicinity.Contacts;

/// <summary>How often each whole number occurs.</summary>
public static class Distribution
{
    /// <summary>Number of occurrences of 0, 1, 2 and so on up to the largest number that occurs.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative or above a million.</exception>
    public static IReadOnlyList<int> Of(IEnumerable<int> numbers)
    {
        var counts = new List<int>();
        foreach (int number in numbers)
        {
            if (number is < 0 or > 1_000_000) throw new ArgumentOutOfRangeException(nameof(numbers), number, "a distribution counts numbers from 0 to 1,000,000");
            while (counts.Count <= number) counts.Add(0);
            counts[number]++;
        }
        return counts;
    }
}
