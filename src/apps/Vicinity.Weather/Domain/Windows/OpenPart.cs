namespace Vicinity.Weather;

/// <summary>What one sensor has at one place in one window that is not handed on yet: an aggregate for each quantity of the kind. Used again for others afterwards.</summary>
internal sealed class OpenPart
{
    private Aggregate _first, _second, _third;

    /// <summary>The sensor.</summary>
    public KnownSensor Sensor { get; private set; } = null!;

    /// <summary>What it measured.</summary>
    public ReadingKind Kind { get; private set; }

    /// <summary>Where it stood.</summary>
    public string Place { get; private set; } = "";

    /// <summary>Number of the window.</summary>
    public long Number { get; private set; }

    /// <summary>0 for readings in time, 1 for late ones.</summary>
    public int Revision { get; private set; }

    /// <summary>How many parts it becomes.</summary>
    public int Parts => Quantities.Of(Kind).Length;

    /// <summary>Begins a part.</summary>
    public void Begin(KnownSensor sensor, ReadingKind kind, string place, long number, int revision)
    {
        (Sensor, Kind, Place, Number, Revision) = (sensor, kind, place, number, revision);
        (_first, _second, _third) = (default, default, default);
    }

    /// <summary>Adds a reading of its kind.</summary>
    public void Add(double first, double second, long time)
    {
        switch (Kind)
        {
            case ReadingKind.Air:
                _first.AddParts(Coefficients.HundredthsOf(Kind, first, second) * 10_000L, time);
                _second.Add(first, time);
                _third.Add(second, time);
                break;
            case ReadingKind.Pollution:
                _first.AddParts(Coefficients.HundredthsOf(Kind, first, second) * 10_000L, time);
                _second.Add(first, time);
                break;
            default:
                _first.AddDirection(first, time);
                _second.Add(second, time);
                break;
        }
    }

    /// <summary>Adds its parts to a list.</summary>
    public void TellTo(List<WindowPart> parts)
    {
        ReadOnlySpan<Quantity> quantities = Quantities.Of(Kind);
        for (int i = 0; i < quantities.Length; i++) parts.Add(new WindowPart(quantities[i], Sensor.Name, Place, Number, Revision, i switch { 0 => _first, 1 => _second, _ => _third }));
    }

    /// <summary>Writes its aggregates.</summary>
    public void Write(ref CompactWriter writer)
    {
        _first.Write(ref writer);
        _second.Write(ref writer);
        if (Kind == ReadingKind.Air) _third.Write(ref writer);
    }

    /// <summary>Reads its aggregates.</summary>
    public void Read(ref CompactReader reader)
    {
        _first = Aggregate.Read(ref reader);
        _second = Aggregate.Read(ref reader);
        if (Kind == ReadingKind.Air) _third = Aggregate.Read(ref reader);
    }
}
