using System.Text;

namespace Vicinity.Weather;

/// <summary>What the windows of a partition know of a sensor.</summary>
internal sealed class KnownSensor(string name, SensorNumbers numbers)
{
    private readonly OpenPart?[] _recent = new OpenPart?[3];
    private byte[] _placeBytes = [];

    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>Which of its readings came.</summary>
    public SensorNumbers Numbers { get; } = numbers;

    /// <summary>Where it stood last.</summary>
    public string Place { get; private set; } = "";

    /// <summary>Detection time of its newest reading.</summary>
    public long Newest { get; set; } = long.MinValue;

    /// <summary>How many parts it has that are not handed on.</summary>
    public int PendingParts { get; set; }

    /// <summary>Its place in the list that is being written.</summary>
    public int Index { get; set; }

    /// <summary>The part that took a reading of a kind last, while it is open.</summary>
    public ref OpenPart? Recent(ReadingKind kind) => ref _recent[(int)kind - 1];

    /// <summary>Takes over the place of a reading.</summary>
    public string StandAt(string place)
    {
        if (place == Place) return Place;
        _placeBytes = Encoding.UTF8.GetBytes(place);
        return Place = place;
    }

    /// <inheritdoc cref="StandAt(string)"/>
    public string StandAt(ReadOnlySpan<byte> place) => place.SequenceEqual(_placeBytes) ? Place : StandAt(Encoding.UTF8.GetString(place));
}
