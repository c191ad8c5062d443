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
        TracingMode.Central =>
        [
            "who was tested positive", "which people with the app met, when, for how long and how near", "who was notified, and because of which person", "who can have infected whom, from person to person",
        ],
        _ => ["how many people published their keys after a positive test", "the identifiers that the devices of these people broadcast on those days"],
    };

    /// <summary>What stays unknown to it.</summary>
    public IReadOnlyList<string> DoesNotKnow => Mode switch
    {
        TracingMode.None => ["who met whom", "whom to notify"],
        TracingMode.Central => ["meetings of people without the app", "meetings that neither device heard", "the name behind an id, unless the person tells it"],
        _ =>
        [
            "who met whom", "who was notified, and how many people were", "whose keys were published: they carry no name", "whose any other identifier is", "who infected whom",
        ],
    };
}
