using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;

namespace Vicinity.Gateway.Contacts;

/// <summary>The live hub: a reader says which simulation it looks at, and is pushed its people and figures.</summary>
internal sealed class ContactsHub(LiveReaders<ContactsReader> readers, PlacesRule rule) : LiveHub<ContactsReader>(readers)
{
    private const int LongestName = 64;

    /// <summary>Looks at a simulation, or at the one heard of last; all its people are pushed at once, then those who report.</summary>
    public void Watch(string? simulation)
    {
        if (simulation is { Length: > LongestName }) throw new HubException($"the name of a simulation has {LongestName} characters at most");
        (Caller.Simulation, Caller.IsWatching, Caller.Told) = (simulation, true, null);
        Wake();
    }

    protected override ContactsReader Welcome(HttpContext request) => new(rule.SeesIdentity(request));
}
