using Vicinity.Model;
using Vicinity.Records;

namespace Vicinity.Client;

/// <summary>Walks the records of a consumed batch, decompressing where need be. Bytes that are no records end in <see cref="CorruptRecordsException"/>.</summary>
public ref struct ConsumedRecordEnumerator
{
    private readonly long _from;
    private readonly TopicPartition _partition;
    private RecordBatchEnumerator _batches;
    private RecordReader _reader;
    private bool _isReading;

    internal ConsumedRecordEnumerator(ReadOnlySpan<byte> bytes, long from, TopicPartition partition)
    {
        _batches = new RecordBatchEnumerator(bytes);
        _from = from;
        _partition = partition;
    }

    /// <summary>The current record, a view into the batch.</summary>
    public readonly Record Current => _reader.Current;

    /// <summary>Steps to the next record; false behind the last.</summary>
    /// <exception cref="CorruptRecordsException">The bytes are no records, or their codec is missing.</exception>
    public bool MoveNext()
    {
        try
        {
            while (true)
            {
                if (_isReading)
                {
                    while (_reader.MoveNext())
                        if (_reader.Current.Offset >= _from) return true;
                    _isReading = false;
                    _reader.Dispose();
                }
                if (!_batches.MoveNext()) return false;
                if (_batches.Header.IsControl || _batches.Header.RecordCount == 0 || _batches.Header.NextOffset <= _from) continue;
                _reader = new RecordReader(_batches.Current);
                _isReading = true;
            }
        }
        catch (RecordFormatException e)
        {
            throw new CorruptRecordsException(_partition, _batches.Header.BaseOffset, e.Message, e);
        }
    }

    /// <summary>Gives decompressed memory back.</summary>
    public void Dispose()
    {
        if (_isReading) _reader.Dispose();
        _isReading = false;
    }
}
