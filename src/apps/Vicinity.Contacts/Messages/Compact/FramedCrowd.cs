namespace Vicinity.Contacts;

/// <summary>
/// A crowd as its frames tell. A reader who begins in the middle knows people from the next key frame of their chunk on; contacts that end before it are told
/// when they end, those that go on with it, each from its beginning; who infected whom in between is told with it. Bounded. Not thread-safe.
/// </summary>
/// <param name="mostPeople">People that may be told of; chunks beyond are refused.</param>
/// <param name="mostOpen">Contacts that may go on at once; what is beyond is refused.</param>
public sealed class FramedCrowd(int mostPeople, int mostOpen)
{
    private readonly Dictionary<int, FramedChunk> _chunks = [];
    private int _open;

    /// <summary>Takes a frame in and tells the visitor what it says. A frame that comes twice changes nothing.</summary>
    /// <returns>False where the frame's tick is not after the last one of its chunk.</returns>
    /// <exception cref="MessageException">The frame does not fit those before, or there are more people or contacts than may be.</exception>
    public bool Apply<TVisitor>(in CrowdFrame frame, ref TVisitor visitor)
        where TVisitor : IFrameVisitor, allows ref struct
    {
        if (!_chunks.TryGetValue(frame.Chunk, out FramedChunk? chunk))
        {
            if (frame.Chunk * (long)CompactForm.ChunkPeople >= mostPeople)
                throw new MessageException(MessageProblem.WrongValue, $"chunk {frame.Chunk} holds people from number {frame.Chunk * (long)CompactForm.ChunkPeople} on, and {mostPeople} may be told of");
            _chunks[frame.Chunk] = chunk = new FramedChunk();
        }
        int before = chunk.OpenContacts;
        try
        {
            return chunk.Apply(frame, mostOpen - (_open - before), ref visitor);
        }
        finally
        {
            _open += chunk.OpenContacts - before;
        }
    }
}
