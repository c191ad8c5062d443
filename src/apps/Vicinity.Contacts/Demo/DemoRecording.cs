using Vicinity.Feeds;

namespace Vicinity.Contacts;

/// <summary>
/// The recording that comes with the program: 20 people who cross a square of 24 by 24 units for five minutes, one row a second for each. A crowd of the program
/// made it: <c>vicinity contacts crowd --people 20 --infected 0 --field-width 24 --field-height 24 --zombie-lifetime 0 --ticks 300 --seed 20</c>.
/// </summary>
public static class DemoRecording
{
    /// <summary>Name by which it is asked for in place of a path.</summary>
    public const string Name = "demo";

    private const string Resource = "demo/square.csv.gz";

    /// <summary>Its bytes.</summary>
    public static TraceInput Open() => TraceInput.Of(
        typeof(DemoRecording).Assembly.GetManifestResourceStream(Resource) ?? throw new InvalidOperationException($"the program lacks its part '{Resource}'"));
}
