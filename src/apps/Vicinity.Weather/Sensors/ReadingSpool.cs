namespace Vicinity.Weather;

/// <summary>Readings that were taken and that nobody has stored yet, oldest first, up to a bound. Not thread-safe.</summary>
internal sealed class ReadingSpool(int most)
{
    private readonly Queue<Reading> _readings = new();

    /// <summary>How many wait.</summary>
    public int Count => _readings.Count;

    /// <summary>How many were dropped since the bound was reached.</summary>
    public long Dropped { get; private set; }

    /// <summary>Adds a reading; when the bound is reached, the oldest is dropped.</summary>
    public void Add(in Reading reading)
    {
        if (_readings.Count >= most)
        {
            _readings.Dequeue();
            Dropped++;
        }
        _readings.Enqueue(reading);
    }

    /// <summary>The oldest readings, which stay here.</summary>
    public Reading[] Front(int count) => [.. _readings.Take(count)];

    /// <summary>Removes readings up to a number; those that were dropped meanwhile are gone already.</summary>
    public void RemoveTo(long number)
    {
        while (_readings.TryPeek(out Reading oldest) && oldest.Number <= number) _readings.Dequeue();
    }
}
