namespace Vicinity.Broker;

/// <summary>A connection that has one of the places.</summary>
internal interface IPlaceHolder
{
    /// <summary>Closes the connection; its place is given back later. Called by any thread; must be quick.</summary>
    void GiveWay(string reason);
}
