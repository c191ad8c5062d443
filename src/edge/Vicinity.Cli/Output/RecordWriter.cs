using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Vicinity.Client;
using Vicinity.Records;

namespace Vicinity.Cli;

/// <summary>How a record is written.</summary>
internal enum RecordStyle
{
    /// <summary>The bytes of the value.</summary>
    Value,

    /// <summary>The bytes of the key, a tab, the bytes of the value.</summary>
    KeyAndValue,

    /// <summary>A JSON object.</summary>
    Json,
}

/// <summary>Writes records a line each, in large pieces. Keys and values keep their bytes; at a terminal, which would obey them, control characters are replaced.</summary>
internal sealed class RecordWriter(Stream output, RecordStyle style, bool isTerminal)
{
    private const int PieceBytes = 64 * 1024;
    private const byte Replacement = (byte)'?';

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly ArrayBufferWriter<byte> _waiting = new(PieceBytes);

    /// <summary>Takes a record; it is written with the next piece.</summary>
    public void Write(ConsumedRecord record)
    {
        if (style == RecordStyle.Json)
        {
            using var json = new Utf8JsonWriter(_waiting, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
            WriteJson(json, record);
        }
        else
        {
            if (style == RecordStyle.KeyAndValue)
            {
                WritePlain(record.Key);
                _waiting.Write("\t"u8);
            }

            WritePlain(record.Value);
        }

        _waiting.Write("\n"u8);
        if (_waiting.WrittenCount >= PieceBytes) Flush();
    }

    /// <summary>Writes what was taken.</summary>
    public void Flush()
    {
        if (_waiting.WrittenCount == 0) return;
        output.Write(_waiting.WrittenSpan);
        _waiting.ResetWrittenCount();
    }

    private static void WriteJson(Utf8JsonWriter json, ConsumedRecord record)
    {
        json.WriteStartObject();
        json.WriteString("topic", record.Topic);
        json.WriteNumber("partition", record.Partition);
        json.WriteNumber("offset", record.Offset);
        json.WriteNumber("timestampMs", record.TimestampMs);
        WriteBytes(json, "key", record.Key);
        WriteBytes(json, "value", record.Value);
        json.WriteStartArray("headers");
        foreach (RecordHeader header in record.Headers)
        {
            json.WriteStartObject();
            json.WriteString("name", header.Key);
            WriteBytes(json, "value", header.Value?.ToArray());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Text as text; bytes that are no UTF-8 under another name, as Base64.</summary>
    private static void WriteBytes(Utf8JsonWriter json, string name, byte[]? bytes)
    {
        if (bytes is null)
        {
            json.WriteNull(name);
            return;
        }

        try
        {
            json.WriteString(name, s_strict.GetString(bytes));
        }
        catch (DecoderFallbackException)
        {
            json.WriteBase64String(name + "Base64", bytes);
        }
    }

    private void WritePlain(ReadOnlySpan<byte> bytes)
    {
        if (!isTerminal)
        {
            _waiting.Write(bytes);
            return;
        }

        Span<byte> room = _waiting.GetSpan(bytes.Length);
        for (int i = 0; i < bytes.Length; i++) room[i] = bytes[i] is < (byte)' ' and not (byte)'\t' and not (byte)'\n' or 0x7F ? Replacement : bytes[i];
        _waiting.Advance(bytes.Length);
    }
}
