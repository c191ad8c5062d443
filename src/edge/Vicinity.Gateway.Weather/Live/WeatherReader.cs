using Vicinity.Weather;

namespace Vicinity.Gateway.Weather;

/// <summary>One live reader: whose windows it looks at, and what it has been told.</summary>
/// <param name="isOperator">Whether it is the operator.</param>
/// <param name="seesSensors">Whether it may see single sensors.</param>
internal sealed class WeatherReader(bool isOperator, bool seesSensors)
{
    private readonly Lock _lock = new();
    private (WindowScope Scope, string Name)? _watched;
    private bool _isNew;

    /// <summary>Whether it is the operator.</summary>
    public bool IsOperator => isOperator;

    /// <summary>Whether it may see single sensors.</summary>
    public bool SeesSensors => seesSensors;

    /// <summary>Number of the latest change of a sensor that it was told of.</summary>
    public long ToldSensors { get; set; }

    /// <summary>Number of the latest change of a window that it was told of.</summary>
    public long ToldWindows { get; set; }

    /// <summary>How many sensors had been forgotten then.</summary>
    public long ToldForgotten { get; set; }

    /// <summary>Looks at the windows of a scope and name.</summary>
    public void Watch(WindowScope scope, string name)
    {
        lock (_lock) (_watched, _isNew) = ((scope, name), true);
    }

    /// <summary>What it looks at, and whether it has just begun to; null before it looks at anything.</summary>
    public (WindowScope Scope, string Name, bool IsNew)? Look()
    {
        lock (_lock)
        {
            if (_watched is not { } watched) return null;
            bool isNew = _isNew;
            _isNew = false;
            return (watched.Scope, watched.Name, isNew);
        }
    }
}
