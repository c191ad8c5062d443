using System.Buffers;

namespace Vicinity.Protocol.Tests;

/// <summary>Bytes of messages for tests: hexadecimal text with any white space, and bodies without header.</summary>
internal static class Wire
{
    public static byte[] Hex(string text) => Convert.FromHexString(string.Concat(text.Where(c => !char.IsWhiteSpace(c))));

    public static byte[] Body<T>(T message, short version)
        where T : IMessage<T>
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new ProtocolWriter(output);
        message.Write(ref writer, version);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    public static T Parse<T>(ReadOnlyMemory<byte> body, short version)
        where T : IMessage<T>
    {
        var reader = new ProtocolReader(body);
        var message = T.Read(ref reader, version);
        reader.RequireEnd(typeof(T).Name);
        return message;
    }
}
