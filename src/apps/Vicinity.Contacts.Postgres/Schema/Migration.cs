using System.Globalization;
using System.Reflection;

namespace Vicinity.Contacts.Postgres;

/// <summary>One step of the schema: a file <c>NNNN-what.sql</c> in this folder, applied once, in the order of the numbers.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Name">What it adds.</param>
/// <param name="Sql">Its statements.</param>
internal sealed record Migration(int Version, string Name, string Sql)
{
    /// <summary>All steps, in order.</summary>
    public static IReadOnlyList<Migration> All { get; } = Load();

    private static Migration[] Load()
    {
        Assembly assembly = typeof(Migration).Assembly;
        return [.. assembly.GetManifestResourceNames().Where(n => n.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(n => Read(assembly, n))];
    }

    private static Migration Read(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return new Migration(int.Parse(name.AsSpan(0, 4), CultureInfo.InvariantCulture), name[5..^4], reader.ReadToEnd());
    }
}
