using System.Runtime.InteropServices;
using Vicinity.Geo;

namespace Vicinity.Traffic;

/// <summary>Counts positions by cell.</summary>
internal sealed class CellCounter(int zoom, BoundingBox box, long from, long to)
{
    private readonly TileRange _range = new(box, zoom);
    private readonly Dictionary<ulong, int> _places = [];
    private readonly List<Sum> _sums = [];
    private readonly HashSet<(int Place, int Vehicle)> _vehicles = [];

    public void Add(ReadOnlySpan<Fix> fixes)
    {
        foreach (ref readonly Fix fix in fixes)
        {
            if (fix.Timestamp <= from || fix.Timestamp > to) continue;
            ulong key = TileKey.Ancestor(fix.Key, zoom);
            if (!_range.Contains(key)) continue;
            ref int place = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, key, out bool known);
            if (!known)
            {
                place = _sums.Count;
                _sums.Add(new Sum { Key = key });
            }
            ref Sum sum = ref CollectionsMarshal.AsSpan(_sums)[place];
            sum.Count++;
            if (!float.IsNaN(fix.Speed))
            {
                sum.Speed += fix.Speed;
                sum.Speeds++;
            }
            if (_vehicles.Add((place, fix.Vehicle))) sum.Vehicles++;
        }
    }

    public IReadOnlyList<CellCount> Result() =>
        [.. _sums.Select(s => new CellCount(s.Key, s.Count, s.Vehicles, s.Speeds == 0 ? null : s.Speed / s.Speeds))];

    private struct Sum
    {
        public ulong Key;
        public int Count, Vehicles, Speeds;
        public double Speed;
    }
}
