using System.Globalization;
using System.Net.Sockets;

namespace Vicinity.Broker;

/// <summary>
/// How many file descriptors this process may have, and the part of them that connections must leave alone. Without one the logs cannot roll their
/// segments, and the runtime, which needs descriptors itself now and then, ends the process.
/// </summary>
internal readonly record struct DescriptorLimit(long Limit)
{
    private const string Row = "Max open files";
    private const long MostKept = 1000;

    /// <summary>Descriptors kept for files and for the runtime: a quarter, at most 1,000.</summary>
    public long Kept => Math.Min(Limit / 4, MostKept);

    /// <summary>The limit of this process (RLIMIT_NOFILE, after the runtime has raised it to the hard one); none where the system does not tell it.</summary>
    public static DescriptorLimit OfThisProcess()
    {
        try
        {
            return Parse(File.ReadLines("/proc/self/limits"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new DescriptorLimit(long.MaxValue);
        }
    }

    /// <summary>Finds the limit in the table that Linux has in <c>/proc/self/limits</c>: name, soft limit, hard limit, unit.</summary>
    public static DescriptorLimit Parse(IEnumerable<string> table)
    {
        string? row = table.FirstOrDefault(r => r.StartsWith(Row, StringComparison.Ordinal));
        string? soft = row?[Row.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return new DescriptorLimit(long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out long limit) ? limit : long.MaxValue);
    }

    /// <summary>Whether a new connection takes one of the last half of those, which not even nodes get.</summary>
    public bool IsSpent(Socket connection) => connection.SafeHandle.DangerousGetHandle() >= Limit - (Kept / 2);

    /// <summary>Whether a new connection takes one of the descriptors that are kept. The system hands out the lowest free number, so the number tells how many are in use.</summary>
    public bool IsKept(Socket connection) => connection.SafeHandle.DangerousGetHandle() >= Limit - Kept;
}
