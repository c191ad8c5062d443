namespace Vicinity.Contacts;

/// <summary>Contact of a person with somebody who was infectious. Both ticks are included.</summary>
/// <param name="Person">Who was exposed.</param>
/// <param name="To">To whom.</param>
/// <param name="From">First tick.</param>
/// <param name="Until">Last tick.</param>
/// <param name="Closest">Smallest distance of the whole meeting.</param>
public readonly record struct Exposure(int Person, int To, int From, int Until, double Closest)
{
    /// <summary>Ticks of exposure.</summary>
    public int Ticks => Until - From + 1;
}
