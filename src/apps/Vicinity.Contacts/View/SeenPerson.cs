namespace Vicinity.Contacts;

/// <summary>A person as last heard of, or as at a moment.</summary>
/// <param name="Id">Who.</param>
/// <param name="X">Where, in units of the field.</param>
/// <param name="Y">Where, in units of the field.</param>
/// <param name="Health">Where the person stands in the course of an infection. Of devices that tell only whether they are infected: susceptible or infected.</param>
/// <param name="Time">When it was said, in Unix milliseconds.</param>
/// <param name="Lost">Whether the person has been silent for so long, without a last message, that it is taken for lost.</param>
/// <param name="DiedInfected">Whether the person was infected when it died.</param>
/// <param name="Isolated">Whether the person isolates.</param>
/// <param name="Left">Whether the person has left: nothing more is to be heard of it, and it is neither dead nor lost.</param>
public readonly record struct SeenPerson(Guid Id, double X, double Y, Health Health, long Time, bool Lost, bool DiedInfected, bool Isolated = false, bool Left = false);
