namespace Vicinity.Contacts;

/// <summary>Takes the frames of a crowd, which tell of many people at once by their numbers, into what is known of a simulation. Not thread-safe.</summary>
/// <param name="simulation">Its name, of which the ids of its people are made.</param>
/// <param name="course">What is known.</param>
/// <param name="options">Bounds.</param>
/// <param name="erased">People who are left out.</param>
internal sealed class FrameIntake(string simulation, SimulationCourse course, ContactsOptions options, ErasedPeople? erased)
{
    private const int Unknown = 0;
    private const int Erased = -1;

    private readonly FramedCrowd _crowd = new(options.MostPeople, options.MostOpenContacts);

    // For each person of the crowd one more than its number in the course.
    private int[] _numbers = [];

    /// <summary>Takes a frame in; one that comes twice changes nothing.</summary>
    /// <exception cref="MessageException">It does not fit those before, or tells of more people or contacts than may be.</exception>
    public void Take(in CrowdFrame frame)
    {
        var seeing = new Seeing(this, frame);
        _crowd.Apply(frame, ref seeing);
    }

    /// <summary>The number in the course; null for who is erased or forgotten, and where there are too many people.</summary>
    private int? NumberOf(int person)
    {
        if (person >= options.MostPeople) return null;
        if (person >= _numbers.Length) Array.Resize(ref _numbers, Math.Min(options.MostPeople, Math.Max(person + 1, _numbers.Length * 2)));
        int known = _numbers[person];
        if (known > Unknown) return course.People[known - 1].Forgotten ? null : known - 1;
        if (known == Erased) return null;
        Guid id = PersonIds.Of(simulation, person);
        if (erased?.Has(id) == true)
        {
            _numbers[person] = Erased;
            return null;
        }
        if (!course.People.TryTakeIn(id, out int number)) return null;
        _numbers[person] = number + 1;
        return number;
    }

    /// <summary>Takes down what a frame tells.</summary>
    private readonly struct Seeing(FrameIntake intake, CrowdFrame frame) : IFrameVisitor
    {
        public void Person(int person, int x, int y, Health health, bool diedInfected, bool isolated, int source, int infectedAt)
        {
            if (intake.NumberOf(person) is not { } number) return;
            intake.Course.Hear(number, frame.Time, saysTick: true);
            if (!intake.Course.IsNews(number, frame.Time, frame.Tick)) return;
            intake.Course.Change(number, new PersonNews(
                frame.Tick, frame.Time, frame.Tick, x, y, health, diedInfected, isolated, Left: false, source >= 0 ? intake.NumberOf(source) : null, infectedAt, []));
        }

        public void Contact(int one, int other, int from, int to, int squaredClosest)
        {
            if (intake.NumberOf(one) is not { } number || intake.NumberOf(other) is not { } with) return;
            MeetingLog meetings = intake.Course.Meetings;
            if (!meetings.TryAdd(number, with, from, to, squaredClosest)) meetings.AddLate(number, [new LateContact(with, from, to, squaredClosest)]);
        }
    }

    private SimulationCourse Course => course;
}
