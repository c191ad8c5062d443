namespace Vicinity.Contacts;

/// <summary>The state of a person in a frame, in one byte.</summary>
[Flags]
internal enum PersonMark : byte
{
    /// <summary>The bits of the <see cref="Contacts.Health"/>.</summary>
    Health = 0b00_0111,

    /// <summary>The person was infected when it died.</summary>
    DiedInfected = 0b00_1000,

    /// <summary>By whom the person was infected at this tick follows.</summary>
    HasSource = 0b01_0000,

    /// <summary>The person isolates.</summary>
    Isolated = 0b10_0000,

    /// <summary>All bits that mean something.</summary>
    All = Health | DiedInfected | HasSource | Isolated,
}
