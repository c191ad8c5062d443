using Vicinity.Client;

namespace Vicinity.Contacts;

/// <summary>What somebody may ask for: all that is kept of it, and that it be erased. Thread-safe.</summary>
public sealed class PersonalRequests(IEnumerable<IPersonalData> places, ErasedPeople erased, ErasedWriter writer, TimeProvider time)
{
    private readonly IPersonalData[] _places = [.. places];

    /// <summary>All that is kept of a person, by place; empty where nothing is.</summary>
    /// <exception cref="PlaceAwayException">A place cannot be asked now, so it cannot be told whether this is all.</exception>
    public async Task<IReadOnlyList<PersonalRecords>> ExportAsync(Guid person, CancellationToken cancel)
    {
        var records = new List<PersonalRecords>();
        foreach (IPersonalData place in _places)
        {
            if (await place.ExportAsync(person, cancel).ConfigureAwait(false) is { } found) records.Add(found);
        }
        return records;
    }

    /// <summary>Erases a person: first the log remembers it, so that whoever reads the log later leaves the person out; then every place deletes what it has.</summary>
    /// <returns>The places that do it later, because they cannot be reached; null where nobody knows the person.</returns>
    /// <exception cref="UnconfirmedException">The log does not confirm it; nothing was erased.</exception>
    /// <exception cref="InvalidOperationException">So many people were erased already that no more may be.</exception>
    public async Task<IReadOnlyList<string>?> EraseAsync(Guid person, CancellationToken cancel)
    {
        if (!erased.Has(person))
        {
            if (!await IsKnownAsync(person, cancel).ConfigureAwait(false)) return null;
            if (erased.Count >= ErasedPeople.Most) throw new InvalidOperationException($"{ErasedPeople.Most} people were erased, which is the most: views keep them in memory");
            try
            {
                await writer.WriteAsync(new ErasedPerson(person, time.GetUtcNow().ToUnixTimeMilliseconds()), cancel).ConfigureAwait(false);
            }
            catch (ClientException away)
            {
                throw new UnconfirmedException($"the log has not confirmed that {person} is to be erased: {away.Message}", away);
            }
            erased.Add(person);
        }
        var later = new List<string>();
        foreach (IPersonalData place in _places)
        {
            try
            {
                await place.EraseAsync(person, cancel).ConfigureAwait(false);
            }
            catch (PlaceAwayException away)
            {
                later.Add(away.Place);
            }
        }
        return later;
    }

    private async Task<bool> IsKnownAsync(Guid person, CancellationToken cancel)
    {
        foreach (IPersonalData place in _places)
        {
            try
            {
                if (await place.ExportAsync(person, cancel).ConfigureAwait(false) is not null) return true;
            }
            catch (PlaceAwayException)
            {
                // It may know the person.
                return true;
            }
        }
        return false;
    }
}
