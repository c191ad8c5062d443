using System.Diagnostics.CodeAnalysis;

namespace Vicinity.Records;

/// <summary>Reads the fields of a record one after the other, each bounded by the bytes that are there.</summary>
internal ref struct FieldReader(ReadOnlySpan<byte> source)
{
    /// <summary>What has not been read.</summary>
    public ReadOnlySpan<byte> Rest { get; private set; } = source;

    public int ReadInt32(string field)
    {
        if (!Varint.TryRead(Rest, out int value, out int size)) Fail(field);
        Rest = Rest[size..];
        return value;
    }

    public long ReadInt64(string field)
    {
        if (!Varint.TryRead(Rest, out long value, out int size)) Fail(field);
        Rest = Rest[size..];
        return value;
    }

    public void SkipByte(string field)
    {
        if (Rest.IsEmpty) Fail(field);
        Rest = Rest[1..];
    }

    public NullableBytes ReadBytes(string field)
    {
        int length = ReadInt32(field);
        if (length == -1) return NullableBytes.Null;
        if (length < 0 || length > Rest.Length) FailLength(field, length, Rest.Length);
        ReadOnlySpan<byte> bytes = Rest[..length];
        Rest = Rest[length..];
        return bytes;
    }

    public ReadOnlySpan<byte> Take(int length, string field)
    {
        if (length < 0 || length > Rest.Length) FailLength(field, length, Rest.Length);
        ReadOnlySpan<byte> bytes = Rest[..length];
        Rest = Rest[length..];
        return bytes;
    }

    [DoesNotReturn]
    private static void Fail(string field) => throw new RecordFormatException($"the {field} of a record is cut off or too long a number");

    [DoesNotReturn]
    private static void FailLength(string field, int length, int left) =>
        throw new RecordFormatException($"the {field} of a record says {length} bytes, {left} are left");
}
