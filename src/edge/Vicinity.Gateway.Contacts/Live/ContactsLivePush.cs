using Microsoft.Extensions.Logging;
using Vicinity.Contacts;
using Vicinity.Feeds;

namespace Vicinity.Gateway.Contacts;

/// <summary>Pushes to each live reader the people of its simulation who reported since it was last told, and the figures.</summary>
internal sealed class ContactsLivePush(
    LiveReaders<ContactsReader> readers, SimulationList simulations, ContactsProcessor processor, ContactsOptions options, ILogger<ContactsLivePush> log, TimeProvider time)
    : LivePush<ContactsReader>(readers, log, time)
{
    /// <summary>Most people of one push in columns: a page takes that many in within a few milliseconds.</summary>
    internal const int MostPeopleAtOnce = 8192;

    private readonly TimeProvider _time = time;
    private readonly FieldAnswer _field = FieldAnswer.Of(options.Parameters);
    private Freshness _health;
    private long _now;

    protected override void BeginRound() => (_health, _now) = (processor.Health, _time.GetUtcNow().ToUnixTimeMilliseconds());

    protected override IEnumerable<LiveMessage> MessagesFor(ContactsReader reader)
    {
        if (!reader.IsWatching) yield break;
        if (!simulations.TryGet(reader.Simulation, out SimulationView? view))
        {
            yield return new LiveMessage("contacts", new ContactsPush(null, _now, _field, true, _health.Delayed, _health.DelayedSeconds, null, []));
            yield break;
        }
        if (!reader.SeesIdentity)
        {
            yield return new LiveMessage("contacts", new ContactsPush(
                view.Name, _now, FieldAnswer.Of(view.Parameters), true, _health.Delayed, _health.DelayedSeconds, CountsAnswer.Of(_now, view.Counts), AnonymousPeople.Of(view.People(-1, _now))));
            yield break;
        }
        long forgotten = view.Forgotten;
        bool full = reader.Told != view.Name || reader.ToldForgotten != forgotten;
        (PeopleColumns people, reader.ToldTo) = view.Changed(full ? 0 : reader.ToldTo, _now);
        (reader.Told, reader.ToldForgotten) = (view.Name, forgotten);
        (FieldAnswer field, CountsAnswer counts) = (FieldAnswer.Of(view.Parameters), CountsAnswer.Of(_now, view.Counts));
        IReadOnlyList<PeopleColumns> parts = people.InParts(MostPeopleAtOnce);
        for (int i = 0; i < parts.Count; i++)
        {
            yield return new LiveMessage(
                "contacts", new ContactsPush(view.Name, _now, field, full && i == 0, _health.Delayed, _health.DelayedSeconds, counts, [], parts[i], More: i < parts.Count - 1));
        }
    }
}

/// <summary>What a reader is told.</summary>
/// <param name="Simulation">Name of the simulation; null while nobody has reported.</param>
/// <param name="T">The present, in Unix milliseconds.</param>
/// <param name="Field">The field.</param>
/// <param name="Full">Whether the people are all there are.</param>
/// <param name="Delayed">Whether what is shown is behind the log.</param>
/// <param name="DelayedSeconds">How old it is.</param>
/// <param name="Counts">How many people are in each state.</param>
/// <param name="People">Who has reported, for readers who may not know who people are.</param>
/// <param name="Columns">Who has reported, in columns; null for readers who may not know who people are.</param>
/// <param name="More">Whether the next push goes on with this one's people: they are shown together.</param>
internal sealed record ContactsPush(string? Simulation, long T, FieldAnswer Field, bool Full, bool Delayed, double DelayedSeconds, CountsAnswer? Counts, IReadOnlyList<PersonAnswer> People, PeopleColumns? Columns = null, bool More = false);
