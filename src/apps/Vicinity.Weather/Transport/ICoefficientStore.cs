namespace Vicinity.Weather;

/// <summary>Keeps coefficients by kind and detection time. Thread-safe.</summary>
public interface ICoefficientStore : IAsyncDisposable
{
    /// <summary>Stores coefficients; one that is there already (same sensor and number) stays as it is. All are stored when it returns.</summary>
    /// <returns>How many are new.</returns>
    /// <exception cref="TransportException">The store is away: some may be stored. Adding them again is safe.</exception>
    Task<int> AddAsync(IReadOnlyList<Coefficient> coefficients, CancellationToken cancel);

    /// <summary>Coefficients of a kind whose detection times lie from a moment to before another, in that order.</summary>
    /// <exception cref="TransportException">The store is away.</exception>
    Task<IReadOnlyList<Coefficient>> ReadAsync(ReadingKind kind, long from, long before, CancellationToken cancel);

    /// <summary>Windows, by number, into which a coefficient came after <paramref name="since"/> (a position that the store gave; 0 for the beginning); for windows that are to be sent again.</summary>
    /// <param name="windowMs">Length of a window.</param>
    Task<StoreChanges> ChangesAsync(long since, long windowMs, CancellationToken cancel);
}

/// <summary>What came into a store.</summary>
/// <param name="Windows">Numbers of the windows that have new coefficients, ascending.</param>
/// <param name="Position">Where to look on from.</param>
public sealed record StoreChanges(IReadOnlyList<long> Windows, long Position);
