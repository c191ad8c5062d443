namespace Vicinity.Records;

/// <summary>Walks the headers of one record. The bytes were checked when the record was read.</summary>
public ref struct RecordHeaderEnumerator
{
    private ReadOnlySpan<byte> _rest;
    private int _left;

    internal RecordHeaderEnumerator(ReadOnlySpan<byte> headers, int count)
    {
        _rest = headers;
        _left = count;
    }

    /// <summary>The current header.</summary>
    public RecordHeaderView Current { get; private set; }

    /// <summary>Steps to the next header; false behind the last.</summary>
    public bool MoveNext()
    {
        if (_left == 0) return false;
        _left--;
        var fields = new FieldReader(_rest);
        NullableBytes key = fields.ReadBytes("header key");
        Current = new RecordHeaderView { KeyUtf8 = key.Span, Value = fields.ReadBytes("header value") };
        _rest = fields.Rest;
        return true;
    }

    /// <summary>For use in a foreach loop.</summary>
    public readonly RecordHeaderEnumerator GetEnumerator() => this;
}
