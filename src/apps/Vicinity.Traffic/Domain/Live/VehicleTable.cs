using System.Diagnostics.CodeAnalysis;

namespace Vicinity.Traffic;

/// <summary>
/// Small numbers for vehicle ids, so that positions hold no text. A number is free again when nothing that is kept refers to it.
/// Not thread-safe.
/// </summary>
public sealed class VehicleTable
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly Stack<int> _free = new();
    private readonly int _max;
    private string?[] _names = new string?[256];
    private int[] _uses = new int[256];
    private int _top;

    /// <summary>A table of at most <paramref name="max"/> vehicles.</summary>
    public VehicleTable(int max)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        _max = max;
    }

    /// <summary>Vehicles that have a number.</summary>
    public int Count => _numbers.Count;

    /// <summary>All numbers are below this.</summary>
    public int Top => _top;

    /// <summary>Id of a vehicle.</summary>
    public string NameOf(int vehicle) => _names[vehicle] ?? "";

    /// <summary>Finds a vehicle's number.</summary>
    public bool TryFind(string name, out int vehicle) => _numbers.TryGetValue(name, out vehicle);

    /// <summary>Finds or gives a number; false when the table is full.</summary>
    public bool TryAdd(string name, [NotNullWhen(true)] out int vehicle)
    {
        if (_numbers.TryGetValue(name, out vehicle)) return true;
        if (_numbers.Count >= _max) return false;
        if (!_free.TryPop(out vehicle)) vehicle = _top++;
        if (vehicle == _names.Length)
        {
            Array.Resize(ref _names, vehicle * 2);
            Array.Resize(ref _uses, vehicle * 2);
        }
        _names[vehicle] = name;
        _uses[vehicle] = 0;
        _numbers.Add(name, vehicle);
        return true;
    }

    /// <summary>Notes that one more kept position refers to the vehicle.</summary>
    public void Use(int vehicle) => _uses[vehicle]++;

    /// <summary>Notes that a kept position is gone; true when it was the last one and the number is free again.</summary>
    public bool Release(int vehicle)
    {
        if (--_uses[vehicle] > 0) return false;
        _numbers.Remove(_names[vehicle]!);
        _names[vehicle] = null;
        _free.Push(vehicle);
        return true;
    }
}
