namespace Vicinity.Protocol;

/// <summary>Bytes that are not the protocol, or a value that the protocol cannot carry. The message names what it was, the value, the bound and the position.</summary>
public sealed class ProtocolException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="what">The field or part concerned.</param>
    /// <param name="value">The offending value.</param>
    /// <param name="bound">What would have been allowed.</param>
    /// <param name="position">Byte position in the frame, counted from the start of the reader's or writer's content.</param>
    public ProtocolException(string what, object? value, string bound, long position)
        : base($"{what}: {value ?? "null"} at byte {position}; allowed: {bound}")
    {
        What = what;
        Value = value;
        Bound = bound;
        Position = position;
    }

    /// <summary>The field or part concerned.</summary>
    public string What { get; }

    /// <summary>The offending value.</summary>
    public object? Value { get; }

    /// <summary>What would have been allowed.</summary>
    public string Bound { get; }

    /// <summary>Byte position in the frame.</summary>
    public long Position { get; }
}
