namespace Vicinity.Contacts;

/// <summary>Numbered points, some of which may be absent.</summary>
public interface IPointSource
{
    /// <summary>Numbers go from 0 up to but without it.</summary>
    int Count { get; }

    /// <summary>Gives a point's coordinates; false where it is absent.</summary>
    bool TryGet(int number, out double x, out double y);
}
