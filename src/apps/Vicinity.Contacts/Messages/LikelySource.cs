namespace Vicinity.Contacts;

/// <summary>By whom a person was probably infected, as far as its report tells.</summary>
public static class LikelySource
{
    /// <summary>The nearest of those whom the person heard to be infected, of equally near ones the last.</summary>
    /// <param name="contacts">Whom the person heard.</param>
    /// <param name="infected">Whether somebody is infected of whom the contact does not tell it.</param>
    public static Heard? Of(IReadOnlyList<Heard> contacts, Func<Guid, bool> infected)
    {
        Heard? likely = null;
        foreach (Heard heard in contacts)
        {
            if (!(heard.Infected ?? infected(heard.Person))) continue;
            double distance = heard.Distance ?? 0, before = likely?.Distance ?? 0;
            if (likely is null || distance < before || (distance == before && heard.Time >= likely.Value.Time)) likely = heard;
        }
        return likely;
    }
}
