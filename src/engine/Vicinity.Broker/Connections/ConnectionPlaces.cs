namespace Vicinity.Broker;

/// <summary>
/// The places for connections. When all places are taken, a newcomer gets that of the connection that has been silent for longest since it was made, if there is
/// one. Otherwise it is let in on trial, into one of the few places that are kept for nodes: it stays if its first request says that it is one, and is closed when it
/// says something else, says nothing for <see cref="Trial"/>, or others come that may be nodes. Thread-safe; makes no callback under its lock.
/// </summary>
/// <param name="most">Places for all connections.</param>
/// <param name="time">The clock.</param>
internal sealed class ConnectionPlaces(int most, TimeProvider time)
{
    /// <summary>Places beyond the others that only nodes keep.</summary>
    public const int KeptForNodes = 100;

    /// <summary>How long a newcomer has to say that it is a node.</summary>
    public static readonly TimeSpan Trial = TimeSpan.FromSeconds(2);

    /// <summary>How long a new connection may be silent before it can be made to give way.</summary>
    public static readonly TimeSpan SilenceAllowed = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<IPlaceHolder, Place> _places = [];
    private readonly LinkedList<IPlaceHolder> _silent = new();
    private readonly LinkedList<IPlaceHolder> _onTrial = new();
    private int _ordinary;

    /// <summary>Kind of a place.</summary>
    private enum Kind
    {
        Ordinary,
        OnTrial,
        Node,
    }

    /// <summary>Lets a new connection in.</summary>
    /// <param name="newcomer">The connection.</param>
    /// <param name="isFull">Whether there is no room for it besides the kept places, whatever the number.</param>
    /// <param name="onTrial">Whether it has to say that it is a node.</param>
    /// <returns>False: there is no place.</returns>
    public bool TryEnter(IPlaceHolder newcomer, bool isFull, out bool onTrial)
    {
        IPlaceHolder? leaves = null;
        string reason = "";
        bool enters = true;
        onTrial = false;
        lock (_gate)
        {
            if (!isFull && _ordinary < most)
            {
                Add(newcomer, Kind.Ordinary, _silent);
            }
            else if (_silent.First is { } oldest && time.GetElapsedTime(_places[oldest.Value].Since) >= SilenceAllowed)
            {
                (leaves, reason) = (oldest.Value, $"it has said nothing since it was made, and all {most} places are taken (MaxConnections)");
                Remove(leaves);
                Add(newcomer, Kind.Ordinary, _silent);
            }
            else if (_places.Count - _ordinary < KeptForNodes || _onTrial.First is not null)
            {
                onTrial = true;
                if (_places.Count - _ordinary >= KeptForNodes)
                {
                    (leaves, reason) = (_onTrial.First!.Value, NotANode);
                    Remove(leaves);
                }

                Add(newcomer, Kind.OnTrial, _onTrial);
            }
            else
            {
                enters = false;
            }
        }

        leaves?.GiveWay(reason);
        return enters;
    }

    /// <summary>The reason for closing a connection that was let in on trial and is no node's.</summary>
    public string NotANode => $"all {most} places are taken (MaxConnections), and the last {KeptForNodes} are kept for nodes";

    /// <summary>A connection has sent its first request.</summary>
    /// <param name="holder">The connection.</param>
    /// <param name="isNode">Whether it says that it is a node's.</param>
    public void Spoke(IPlaceHolder holder, bool isNode)
    {
        bool goes = false;
        lock (_gate)
        {
            if (!_places.TryGetValue(holder, out Place? place)) return;
            place.Listed?.List?.Remove(place.Listed);
            place.Listed = null;
            if (place.Kind != Kind.OnTrial) return;
            if (isNode) place.Kind = Kind.Node;
            else goes = true;
        }

        if (goes) holder.GiveWay(NotANode);
    }

    /// <summary>A connection has ended.</summary>
    public void Leave(IPlaceHolder holder)
    {
        lock (_gate) Remove(holder);
    }

    /// <summary>Ends trials whose time is over. To be called at intervals.</summary>
    public void Look()
    {
        while (true)
        {
            IPlaceHolder late;
            lock (_gate)
            {
                if (_onTrial.First is not { } first || time.GetElapsedTime(_places[first.Value].Since) < Trial) return;
                late = first.Value;
                Remove(late);
            }

            late.GiveWay(NotANode);
        }
    }

    private void Add(IPlaceHolder holder, Kind kind, LinkedList<IPlaceHolder> list)
    {
        _places[holder] = new Place(time.GetTimestamp()) { Kind = kind, Listed = list.AddLast(holder) };
        if (kind == Kind.Ordinary) _ordinary++;
    }

    private void Remove(IPlaceHolder holder)
    {
        if (!_places.Remove(holder, out Place? place)) return;
        place.Listed?.List?.Remove(place.Listed);
        if (place.Kind == Kind.Ordinary) _ordinary--;
    }

    private sealed class Place(long since)
    {
        public long Since => since;

        public Kind Kind { get; set; }

        public LinkedListNode<IPlaceHolder>? Listed { get; set; }
    }
}
