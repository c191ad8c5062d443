namespace Vicinity.Contacts;

/// <summary>What the views of this process hold of people.</summary>
public sealed class ViewedPersonalData(SimulationList simulations) : IPersonalData
{
    /// <inheritdoc/>
    public string Place => "views in memory";

    /// <inheritdoc/>
    public Task<PersonalRecords?> ExportAsync(Guid person, CancellationToken cancel)
    {
        var states = new List<PersonalState>();
        var contacts = new List<PersonalContact>();
        var infections = new List<PersonalInfection>();
        foreach (SimulationView view in simulations.All) view.Export(person, states, contacts, infections);
        return Task.FromResult(states.Count + contacts.Count + infections.Count == 0 ? null : new PersonalRecords(Place, true, states, contacts, infections));
    }

    /// <inheritdoc/>
    public Task EraseAsync(Guid person, CancellationToken cancel)
    {
        simulations.Forget(person);
        return Task.CompletedTask;
    }
}
