namespace Vicinity.Contacts;

/// <summary>A place in which something of people is kept. Thread-safe.</summary>
public interface IPersonalData
{
    /// <summary>What it is called.</summary>
    string Place { get; }

    /// <summary>All that is kept of a person; null where nothing is.</summary>
    /// <exception cref="PlaceAwayException">The place cannot be asked now.</exception>
    Task<PersonalRecords?> ExportAsync(Guid person, CancellationToken cancel);

    /// <summary>Deletes all that is kept of a person, also where it is told of others. It is called after the person is among the erased ones.</summary>
    /// <exception cref="PlaceAwayException">The place cannot be changed now; it does it by itself when it can.</exception>
    Task EraseAsync(Guid person, CancellationToken cancel);
}
