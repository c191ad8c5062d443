namespace Vicinity.Contacts;

/// <summary>Finds the exposures of a person. Pure.</summary>
public static class Exposures
{
    /// <summary>The contacts of a person with infectious people within a time, both ticks included, in the order in which they began.</summary>
    public static IReadOnlyList<Exposure> Of(int person, MeetingLog meetings, InfectionLog infections, int from = 0, int to = int.MaxValue)
    {
        var found = new List<Exposure>();
        foreach (Meeting meeting in meetings.Of(person))
        {
            int other = meeting.With(person);
            foreach (Infection infection in infections.Of(other))
            {
                (int first, int last) = infections.Infectious(infection);
                int begin = Math.Max(Math.Max(meeting.From, first), from), end = Math.Min(Math.Min(meeting.To, last), to);
                if (begin <= end) found.Add(new Exposure(person, other, begin, end, meeting.Closest));
            }
        }
        found.Sort(static (a, b) => a.From != b.From ? a.From.CompareTo(b.From) : a.To.CompareTo(b.To));
        return found;
    }
}
