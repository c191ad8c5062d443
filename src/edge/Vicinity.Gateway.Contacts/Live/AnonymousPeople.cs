using Vicinity.Contacts;

namespace Vicinity.Gateway.Contacts;

/// <summary>
/// People for the public: places and states, nothing by which a person could be found again. They are in the order of their places, and their ids are made for one answer. Bounded: of too many none is shown.
/// </summary>
internal static class AnonymousPeople
{
    /// <summary>Most people that are shown.</summary>
    public const int Most = 20_000;

    /// <summary>The people without who they are.</summary>
    public static IReadOnlyList<PersonAnswer> Of(IReadOnlyList<SeenPerson> people) => people.Count > Most ? [] :
        [.. people.OrderBy(p => p.X).ThenBy(p => p.Y).ThenBy(p => p.Health).Select(p => PersonAnswer.Of(p) with { Id = Guid.NewGuid(), T = 0 })];
}
