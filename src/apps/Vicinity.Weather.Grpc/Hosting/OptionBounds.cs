using System.Net;

namespace Vicinity.Weather.Grpc;

/// <summary>Checks settings.</summary>
internal static class OptionBounds
{
    public static void Between(List<string> found, string name, long value, long least, long most, string reason)
    {
        if (value < least || value > most) found.Add($"{name} is {value}, not between {least} and {most}: {reason}");
    }

    public static void Addresses(List<string> found, string name, IReadOnlyList<string> addresses, int most)
    {
        if (addresses.Count == 0 || addresses.Count > most) found.Add($"{name} has {addresses.Count} addresses, not between 1 and {most}: they are tried one after the other");
        foreach (string address in addresses)
            if (PeerAddress.Problem(address) is { } wrong) found.Add($"{name}: {wrong}");
    }

    public static void Advertised(List<string> found, string? advertised, GrpcListenOptions listen)
    {
        if (advertised is not null && PeerAddress.Problem(advertised) is { } wrong) found.Add($"Advertised: {wrong}");
        if (advertised is null && IPEndPoint.TryParse(listen.Listen, out IPEndPoint? all) && (all.Address.Equals(IPAddress.Any) || all.Address.Equals(IPAddress.IPv6Any)))
            found.Add($"Advertised is missing: Listen is {listen.Listen}, which is no address that others can call");
    }

    public static void Check(IReadOnlyList<string> problems)
    {
        if (problems.Count > 0) throw new ArgumentException(string.Join(Environment.NewLine, problems));
    }
}
