using System.Diagnostics;

namespace Vicinity.System.Tests;

/// <summary>
/// Network namespaces of a test: one for each host, joined by a bridge in a namespace of its own. Links can be cut, also in one direction. Needs root;
/// <see cref="WhyNot"/> says what is missing. Everything is removed at the end.
/// </summary>
internal sealed class Namespaces : IDisposable
{
    private static int s_next;

    // Tried once: two tests that try at the same time would be in each other's way.
    private static readonly Lazy<string?> s_whyNot = new(Try);

    private readonly string _prefix = $"vt{Environment.ProcessId % 10000}{Interlocked.Increment(ref s_next)}";
    private readonly int _hosts;

    private Namespaces(int hosts) => _hosts = hosts;

    /// <summary>Why namespaces cannot be made here, or null.</summary>
    public static string? WhyNot() => s_whyNot.Value;

    private static string? Try()
    {
        if (!OperatingSystem.IsLinux()) return "network namespaces need Linux";
        string name = $"vtprobe{Environment.ProcessId}";
        try
        {
            Run("nft", "--version");
            Run("ip", "netns", "add", name);
            Run("ip", "netns", "del", name);
            return null;
        }
        catch (Exception e) when (e is InvalidOperationException or global::System.ComponentModel.Win32Exception)
        {
            return $"network namespaces cannot be made here ({e.Message.Trim()}): run as root, with iproute2 and nftables installed";
        }
    }

    /// <summary>Makes that many hosts, numbered from 1, with addresses 10.77.0.1 and so on.</summary>
    public static Namespaces Create(int hosts)
    {
        var made = new Namespaces(hosts);
        try
        {
            Run("ip", "netns", "add", made.Bridge);
            In(made.Bridge, "ip", "link", "add", "br0", "type", "bridge");
            In(made.Bridge, "ip", "link", "set", "br0", "up");
            In(made.Bridge, "nft", "add", "table", "bridge", "cut");
            In(made.Bridge, "nft", "add chain bridge cut forward { type filter hook forward priority 0; }");
            for (int host = 1; host <= hosts; host++)
            {
                string name = made.NameOf(host);
                Run("ip", "netns", "add", name);
                Run("ip", "link", "add", made.LinkOf(host), "netns", made.Bridge, "type", "veth", "peer", "name", "eth0", "netns", name);
                In(made.Bridge, "ip", "link", "set", made.LinkOf(host), "master", "br0");
                In(made.Bridge, "ip", "link", "set", made.LinkOf(host), "up");
                In(name, "ip", "addr", "add", $"{AddressOf(host)}/24", "brd", "10.77.0.255", "dev", "eth0");
                In(name, "ip", "link", "set", "eth0", "up");
                In(name, "ip", "link", "set", "lo", "up");
            }

            return made;
        }
        catch
        {
            made.Dispose();
            throw;
        }
    }

    public static string AddressOf(int host) => $"10.77.0.{host}";

    /// <summary>Name of a host's namespace, for <c>ip netns exec</c>.</summary>
    public string NameOf(int host) => $"{_prefix}h{host}";

    /// <summary>Separates the hosts of one side from all others, both ways.</summary>
    public void Cut(params int[] side)
    {
        foreach (int host in side)
        {
            foreach (int other in Enumerable.Range(1, _hosts).Except(side))
            {
                CutOneWay(host, other);
                CutOneWay(other, host);
            }
        }
    }

    /// <summary>What <paramref name="from"/> sends to <paramref name="to"/> is lost without a sign; the other way stays.</summary>
    public void CutOneWay(int from, int to) =>
        In(Bridge, "nft", "add", "rule", "bridge", "cut", "forward", "iifname", LinkOf(from), "oifname", LinkOf(to), "drop");

    /// <summary>Joins all hosts again.</summary>
    public void Heal() => In(Bridge, "nft", "flush", "chain", "bridge", "cut", "forward");

    public void Dispose()
    {
        for (int host = 1; host <= _hosts; host++) TryRun("ip", "netns", "del", NameOf(host));
        TryRun("ip", "netns", "del", Bridge);
    }

    private string LinkOf(int host) => $"{_prefix}v{host}";

    private string Bridge => $"{_prefix}br";

    private static void In(string name, params string[] command) => Run("ip", ["netns", "exec", name, .. command]);

    private static void TryRun(string program, params string[] arguments)
    {
        try
        {
            Run(program, arguments);
        }
        catch (InvalidOperationException)
        {
            // It was not there.
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {error}");
    }
}
