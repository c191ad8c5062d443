namespace Vicinity.Consensus.Tests;

/// <summary>Something under way between two replicas of a scene. It stays until it is delivered or dropped, and may be delivered again.</summary>
internal abstract record Message(string From, string To);

internal sealed record VoteMessage(string From, string To, VoteRequest Request) : Message(From, To);

internal sealed record VoteAnswerMessage(string From, string To, VoteRequest Asked, VoteAnswer Answer) : Message(From, To);

internal sealed record BeginMessage(string From, string To, BeginEpoch Begin) : Message(From, To);

internal sealed record EndMessage(string From, string To, EndEpoch End) : Message(From, To);

internal sealed record FetchMessage(string From, string To, FetchRequest Request) : Message(From, To);

internal sealed record FetchAnswerMessage(string From, string To, FetchAnswer Answer, IReadOnlyList<Entry> Entries) : Message(From, To);
