namespace Vicinity.Contacts;

/// <summary>
/// People in columns, the smallest form in which many are told again and again: each is named by its number in its simulation, and its id is told once.
/// </summary>
public sealed class PeopleColumns
{
    /// <summary>In a look: silent for so long, without a last message, that it is taken for lost.</summary>
    public const int LostBit = 8;

    /// <summary>In a look: it was infected when it died.</summary>
    public const int DiedInfectedBit = 16;

    /// <summary>In a look: it is told of for the first time, and its id is among <see cref="Ids"/>.</summary>
    public const int NewBit = 32;

    /// <summary>In a look: it isolates.</summary>
    public const int IsolatedBit = 64;

    /// <summary>In a look: it has left.</summary>
    public const int LeftBit = 128;

    private readonly List<int> _numbers = [], _looks = [];
    private readonly List<Guid> _ids = [];
    private readonly List<double> _x = [], _y = [];
    private readonly List<long> _ages = [];

    /// <summary>The people by their numbers.</summary>
    public IReadOnlyList<int> Numbers => _numbers;

    /// <summary>Ids of those who are told of for the first time, in the order of <see cref="Numbers"/>.</summary>
    public IReadOnlyList<Guid> Ids => _ids;

    /// <summary>Where each is, in units of the field.</summary>
    public IReadOnlyList<double> X => _x;

    /// <summary>Where each is, in units of the field.</summary>
    public IReadOnlyList<double> Y => _y;

    /// <summary>The number of each one's <see cref="Health"/>, and the bits of this class.</summary>
    public IReadOnlyList<int> Looks => _looks;

    /// <summary>Milliseconds since each said so.</summary>
    public IReadOnlyList<long> Ages => _ages;

    internal void Add(int number, Guid? id, double x, double y, int look, long age)
    {
        _numbers.Add(number);
        if (id is { } told) _ids.Add(told);
        _x.Add(Math.Round(x, 3));
        _y.Add(Math.Round(y, 3));
        _looks.Add(look);
        _ages.Add(age);
    }
}
