namespace Vicinity.Contacts;

/// <summary>How many datagrams a device looks into. What is beyond is dropped and counted.</summary>
public sealed record ReceptionLimits
{
    /// <summary>Datagrams a second from one sender, which is an address and a port: a device has one and sends one each tick.</summary>
    public int PerSender { get; init; } = 20;

    /// <summary>Datagrams a second from all senders together.</summary>
    public int Overall { get; init; } = 5_000;

    /// <summary>Senders a second that are told apart.</summary>
    public int Senders { get; init; } = 2_000;

    /// <summary>What is wrong with the limits, each with name, value, bound and reason.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        void Between(string name, int value, int least, int most, string reason)
        {
            if (value < least || value > most) problems.Add($"{name} is {value}, not from {least} to {most}: {reason}");
        }
        Between(nameof(PerSender), PerSender, 1, 10_000, "a device sends one each tick");
        Between(nameof(Overall), Overall, 1, 1_000_000, "each is read");
        Between(nameof(Senders), Senders, 1, 1_000_000, "each is kept for a second");
        return problems;
    }
}
