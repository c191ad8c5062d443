namespace Vicinity.Contacts;

/// <summary>Somebody was erased.</summary>
/// <param name="Person">Who.</param>
/// <param name="Time">When, in Unix milliseconds.</param>
public readonly record struct ErasedPerson(Guid Person, long Time);
