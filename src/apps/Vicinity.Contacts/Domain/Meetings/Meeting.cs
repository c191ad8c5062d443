namespace Vicinity.Contacts;

/// <summary>Two people who were in contact without a break. Both ticks are included.</summary>
/// <param name="One">One of them, the lower number.</param>
/// <param name="Other">The other one.</param>
/// <param name="From">First tick of contact.</param>
/// <param name="To">Last tick of contact so far.</param>
/// <param name="Closest">Smallest distance.</param>
public readonly record struct Meeting(int One, int Other, int From, int To, double Closest)
{
    /// <summary>Ticks of contact.</summary>
    public int Ticks => To - From + 1;

    /// <summary>The person whom the other one met.</summary>
    public int With(int person) => person == One ? Other : One;
}
