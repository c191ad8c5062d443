namespace Vicinity.Contacts;

/// <summary>
/// What a way of tracing did in a run. People are counted once for each positive result: somebody is to be told who met the positive person, while it could infect others,
/// for as long and as near as the parameters ask for, within the traced time, whatever any device knows of it.
/// </summary>
/// <param name="Mode">The way of tracing.</param>
/// <param name="Infections">People infected during the run, those from the start among them.</param>
/// <param name="Averted">Infections fewer than without tracing; negative where there are more.</param>
/// <param name="Positive">Positive results.</param>
/// <param name="Exposed">People who were to be told.</param>
/// <param name="Notified">People who were told.</param>
/// <param name="Missed">People who were to be told and were not.</param>
/// <param name="FalselyNotified">People who were told and were not to be.</param>
/// <param name="IsolatedTicks">Ticks that people spent in isolation, all people together.</param>
public sealed record PrivacyMode(TracingMode Mode, int Infections, int Averted, int Positive, int Exposed, int Notified, int Missed, int FalselyNotified, long IsolatedTicks)
{
    /// <summary>What whoever runs the server learns in this mode. Positions, which a simulation reports for its page, are apart: see docs/contacts.md.</summary>
    public IReadOnlyList<string> Knows => Mode switch
    {
        TracingMode.None => ["who was tested positive"],
        TracingMode.Central => ["who was tested positive", "who met whom, when, how long and how near", "who was told, and because of whom"],
        _ => ["how many people publish keys", "the identifiers that these people broadcast on the days that they publish"],
    };

    /// <summary>What stays unknown to it.</summary>
    public IReadOnlyList<string> DoesNotKnow => Mode switch
    {
        TracingMode.None => ["who met whom", "who is to be told"],
        TracingMode.Central => ["contacts with people without the app", "contacts that neither device heard"],
        _ => ["who met whom", "who was told, and how many were", "whose the published keys are", "who broadcast an identifier, unless its key is published"],
    };
}
