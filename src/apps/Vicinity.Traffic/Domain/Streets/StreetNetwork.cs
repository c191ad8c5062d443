namespace Vicinity.Traffic;

/// <summary>
/// Streets as a directed graph. From the end of an edge a car may go on along its successors; turning back is one of them only where
/// nothing else is left (a dead end). Immutable.
/// </summary>
public sealed class StreetNetwork
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly int[][] _successors;

    /// <summary>Makes a network.</summary>
    /// <param name="edges">The edges.</param>
    /// <param name="turns">
    /// Permitted turns as pairs of edge ids. An edge that is named in none may go on to every edge that begins at its end.
    /// </param>
    /// <exception cref="ArgumentException">There is no edge, or two have the same id.</exception>
    public StreetNetwork(IReadOnlyList<StreetEdge> edges, IEnumerable<(string From, string To)>? turns = null)
    {
        if (edges.Count == 0) throw new ArgumentException("a street network needs an edge at least");
        Edges = edges;
        for (int i = 0; i < edges.Count; i++)
            if (!_numbers.TryAdd(edges[i].Id, i)) throw new ArgumentException($"two edges have the id '{edges[i].Id}'");
        _successors = Connect(turns ?? []);
    }

    /// <summary>The edges; their places are their numbers.</summary>
    public IReadOnlyList<StreetEdge> Edges { get; }

    /// <summary>Edges that a car may take at the end of an edge; empty where the road ends for good.</summary>
    public ReadOnlySpan<int> Successors(int edge) => _successors[edge];

    /// <summary>Finds the number of an edge.</summary>
    public bool TryFind(string id, out int edge) => _numbers.TryGetValue(id, out edge);

    private int[][] Connect(IEnumerable<(string From, string To)> turns)
    {
        ILookup<string, int> leaving = Enumerable.Range(0, Edges.Count).ToLookup(i => Edges[i].From, StringComparer.Ordinal);
        var permitted = new Dictionary<int, List<int>>();
        foreach ((string from, string to) in turns)
        {
            if (!_numbers.TryGetValue(from, out int edge) || !_numbers.TryGetValue(to, out int next)) continue;
            if (!permitted.TryGetValue(edge, out List<int>? list)) permitted[edge] = list = [];
            if (!list.Contains(next)) list.Add(next);
        }
        var successors = new int[Edges.Count][];
        for (int i = 0; i < Edges.Count; i++)
        {
            int[] all = permitted.TryGetValue(i, out List<int>? list) ? [.. list] : [.. leaving[Edges[i].To]];
            int[] onward = [.. all.Where(next => !IsBack(i, next))];
            // In a dead end even a turn that no list permits is better than a car that stands there for ever.
            int[] back = [.. leaving[Edges[i].To].Where(next => IsBack(i, next))];
            successors[i] = onward.Length > 0 ? onward : back;
        }
        return successors;
    }

    private bool IsBack(int edge, int next) => Edges[next].To == Edges[edge].From && Edges[next].From == Edges[edge].To;
}
