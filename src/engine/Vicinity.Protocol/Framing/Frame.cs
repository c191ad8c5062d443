using System.Buffers;
using System.Buffers.Binary;

namespace Vicinity.Protocol;

/// <summary>Frames: a 32-bit size, not counting itself, and that many bytes of header and body.</summary>
public static class Frame
{
    /// <summary>Bytes of the size before each frame.</summary>
    public const int SizeBytes = 4;

    /// <summary>Largest frame accepted unless configured otherwise (Kafka's socket.request.max.bytes), in bytes.</summary>
    public const int DefaultLimit = 104_857_600;

    /// <summary>
    /// Takes the first complete frame off <paramref name="buffer"/>; false when more bytes must arrive first.
    /// The size is checked as soon as it is there, before its bytes are waited for.
    /// </summary>
    /// <exception cref="ProtocolException">The size is negative or above <paramref name="limit"/>: the connection is not usable any more.</exception>
    public static bool TryRead(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> frame, int limit = DefaultLimit)
    {
        frame = default;
        if (buffer.Length < SizeBytes)
            return false;
        Span<byte> head = stackalloc byte[SizeBytes];
        buffer.Slice(0, SizeBytes).CopyTo(head);
        var size = BinaryPrimitives.ReadInt32BigEndian(head);
        CheckSize(size, limit);
        if (buffer.Length - SizeBytes < size)
            return false;
        frame = buffer.Slice(SizeBytes, size);
        buffer = buffer.Slice(frame.End);
        return true;
    }

    /// <summary>Throws when <paramref name="size"/>, read from the wire, cannot be a frame's.</summary>
    /// <exception cref="ProtocolException">It is negative or above <paramref name="limit"/>.</exception>
    public static void CheckSize(long size, int limit = DefaultLimit)
    {
        if (size < 0 || size > limit)
            throw new ProtocolException("frame size", size, $"0 to {limit} bytes", 0);
    }

    /// <summary>Writes size, header and body of a request; nothing is written when it does not fit. Returns the bytes written, size included.</summary>
    /// <exception cref="ProtocolException">A value cannot be encoded, or the frame is larger than <paramref name="limit"/>.</exception>
    public static int WriteRequest<TRequest>(
        IBufferWriter<byte> output, TRequest request, short version, int correlationId, string? clientId, int limit = DefaultLimit)
        where TRequest : IMessage<TRequest>
    {
        var header = new RequestHeader(TRequest.ApiKey, version, correlationId, clientId);
        var measure = ProtocolWriter.Measuring();
        header.Write(ref measure);
        request.Write(ref measure, version);
        CheckSize(measure.Written, limit);

        var writer = new ProtocolWriter(output);
        writer.WriteInt32((int)measure.Written);
        header.Write(ref writer);
        request.Write(ref writer, version);
        writer.Flush();
        return (int)writer.Written;
    }

    /// <summary>Writes size, header and body of a response; nothing is written when it does not fit. Returns the bytes written, size included.</summary>
    /// <exception cref="ProtocolException">A value cannot be encoded, or the frame is larger than <paramref name="limit"/>.</exception>
    public static int WriteResponse<TResponse>(
        IBufferWriter<byte> output, TResponse response, short version, int correlationId, int limit = DefaultLimit)
        where TResponse : IMessage<TResponse>
    {
        var header = new ResponseHeader(correlationId);
        var measure = ProtocolWriter.Measuring();
        header.Write(ref measure, TResponse.ApiKey, version);
        response.Write(ref measure, version);
        CheckSize(measure.Written, limit);

        var writer = new ProtocolWriter(output);
        writer.WriteInt32((int)measure.Written);
        header.Write(ref writer, TResponse.ApiKey, version);
        response.Write(ref writer, version);
        writer.Flush();
        return (int)writer.Written;
    }
}
