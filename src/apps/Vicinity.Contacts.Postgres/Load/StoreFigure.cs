namespace Vicinity.Contacts.Postgres;

/// <summary>What one way of writing cost.</summary>
/// <param name="What">Which way.</param>
/// <param name="Rows">Rows that were written.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record StoreFigure(string What, long Rows, double Seconds)
{
    /// <summary>Rows a second.</summary>
    public double PerSecond => Rows / Seconds;
}
