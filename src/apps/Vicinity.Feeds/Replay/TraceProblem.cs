namespace Vicinity.Feeds;

/// <summary>A bad row.</summary>
/// <param name="Place">Where it is: <c>line 17</c>, <c>entity 3</c>.</param>
/// <param name="Reason">What is wrong with it.</param>
public sealed record TraceProblem(string Place, string Reason)
{
    /// <summary>Place and reason.</summary>
    public override string ToString() => $"{Place}: {Reason}";
}
