using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// Serves one API. Handlers are called by many connections at once; within a connection, in the order of its requests, and what a handler
/// does before <see cref="Handle"/> returns happens before the next request of the connection is looked at.
/// </summary>
internal interface IRequestHandler
{
    /// <summary>The API and the versions offered.</summary>
    OfferedApi Offered { get; }

    /// <summary>Whether the handler is done with the frame's bytes when <see cref="Handle"/> returns; otherwise it is given a copy of its own.</summary>
    bool ReadsInPlace { get; }

    /// <summary>Makes the answer, so that its place in the connection's order is taken.</summary>
    Answer Begin(in RequestHeader header);

    /// <summary>Reads the request and serves it; the answer may be completed later by another thread.</summary>
    /// <exception cref="ProtocolException">The request's bytes are malformed: the connection is closed.</exception>
    void Handle(ref ProtocolReader reader, in RequestHeader header, Answer answer, ConnectionInfo connection);
}
