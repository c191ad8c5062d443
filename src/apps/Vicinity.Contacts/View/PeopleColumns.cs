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

    /// <summary>The same people in parts, so that a reader who takes them in can do something else between two of them; at least one part.</summary>
    /// <param name="most">Most people of a part.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is room for nobody.</exception>
    public IReadOnlyList<PeopleColumns> InParts(int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        if (_numbers.Count <= most) return [this];
        var parts = new List<PeopleColumns>();
        for (int from = 0, id = 0; from < _numbers.Count; from += most)
        {
            var part = new PeopleColumns();
            int count = Math.Min(most, _numbers.Count - from);
            part._numbers.AddRange(_numbers.GetRange(from, count));
            part._x.AddRange(_x.GetRange(from, count));
            part._y.AddRange(_y.GetRange(from, count));
            part._looks.AddRange(_looks.GetRange(from, count));
            part._ages.AddRange(_ages.GetRange(from, count));
            int told = part._looks.Count(look => (look & NewBit) != 0);
            part._ids.AddRange(_ids.GetRange(id, told));
            id += told;
            parts.Add(part);
        }
        return parts;
    }

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
