namespace Vicinity.Contacts;

/// <summary>An infection: of whom, by whom (-1: from the start), at which tick, at which distance.</summary>
public readonly record struct Infection(int Person, int Source, int Tick, double Distance)
{
    /// <summary>What stands for a source where a person is infected from the start.</summary>
    public const int FromTheStart = -1;
}
