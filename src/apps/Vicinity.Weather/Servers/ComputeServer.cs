namespace Vicinity.Weather;

/// <summary>Works one coefficient out of each reading, and stores it with the time of detection. Thread-safe.</summary>
/// <param name="store">Where coefficients go; stays the caller's.</param>
/// <param name="options">Its settings.</param>
/// <param name="time">The clock.</param>
/// <param name="draw">Draws numbers from 0 to below 1, for the time that it spends.</param>
public sealed class ComputeServer(ICoefficientStore store, ServerOptions options, TimeProvider time, Func<double> draw)
{
    private long _readings, _repeated;

    /// <summary>Readings that were worked out and stored.</summary>
    public long Readings => Interlocked.Read(ref _readings);

    /// <summary>Readings that were in the store already.</summary>
    public long Repeated => Interlocked.Read(ref _repeated);

    /// <summary>Works readings out and stores the coefficients: a <see cref="ReadingHandler"/>.</summary>
    /// <exception cref="TransportException">The store is away: some may be stored, and may be sent again.</exception>
    public async Task<IReadOnlyList<Coefficient>> ProcessAsync(IReadOnlyList<Reading> readings, CancellationToken cancel)
    {
        var coefficients = new Coefficient[readings.Count];
        for (int i = 0; i < coefficients.Length; i++)
        {
            coefficients[i] = new Coefficient(readings[i], Coefficients.Of(readings[i]));
            if (options.MostThink > TimeSpan.Zero) await Task.Delay(options.LeastThink + (options.MostThink - options.LeastThink) * draw(), time, cancel).ConfigureAwait(false);
        }
        int added = await store.AddAsync(coefficients, cancel).ConfigureAwait(false);
        Interlocked.Add(ref _readings, coefficients.Length);
        Interlocked.Add(ref _repeated, coefficients.Length - added);
        return coefficients;
    }
}
