using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;

namespace Vicinity.Contacts;

/// <summary>The JSON form of published keys, one a record and one a line; docs/formats/exposure-keys.md describes it. Thread-safe.</summary>
public static class PublishedKeyJson
{
    /// <summary>Longest form in bytes.</summary>
    public const int MaxBytes = 1024;

    private const int MaxName = 64;

    /// <summary>Writes a key.</summary>
    public static void Write(IBufferWriter<byte> output, PublishedKey published)
    {
        Span<byte> secret = stackalloc byte[ExposureKey.Length];
        BinaryPrimitives.WriteUInt128BigEndian(secret, published.Key.Secret);
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteBase64String("key"u8, secret);
        json.WriteNumber("rollingStartIntervalNumber"u8, published.Key.RollingStart);
        json.WriteNumber("rollingPeriod"u8, published.Key.RollingPeriod);
        if (published.Simulation is { } simulation) json.WriteString("simulation"u8, simulation);
        json.WriteEndObject();
    }

    /// <summary>Reads a key. Fields that are not known are passed over.</summary>
    /// <exception cref="MessageException">It cannot be taken; the exception says why.</exception>
    public static PublishedKey Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaxBytes) throw new MessageException(MessageProblem.TooLong, $"the key is {bytes.Length} bytes long and may be {MaxBytes}");
        try
        {
            var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = 8 });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new MessageException(MessageProblem.NotJson, "the key is no JSON object");
            PublishedKey published = ReadObject(ref reader);
            if (reader.Read()) throw new JsonException();
            return published;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new MessageException(MessageProblem.NotJson, "the key is no JSON");
        }
    }

    private static PublishedKey ReadObject(ref Utf8JsonReader reader)
    {
        UInt128? secret = null;
        int? start = null;
        int period = ExposureIntervals.PerDay;
        string? simulation = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("key"u8))
            {
                reader.Read();
                secret = ReadSecret(ref reader);
            }
            else if (reader.ValueTextEquals("rollingStartIntervalNumber"u8)) start = ReadNumber(ref reader, "rollingStartIntervalNumber");
            else if (reader.ValueTextEquals("rollingPeriod"u8)) period = ReadNumber(ref reader, "rollingPeriod");
            else if (reader.ValueTextEquals("simulation"u8)) simulation = ReadName(ref reader);
            else
            {
                reader.Read();
                reader.Skip();
            }
        }
        if (secret is not { } key) throw new MessageException(MessageProblem.NoIdentity, "there is no key");
        if (start is not { } from) throw new MessageException(MessageProblem.NoTime, "the key has no rollingStartIntervalNumber");
        var read = new ExposureKey(key, from, period);
        return read.Problem is { } problem ? throw new MessageException(MessageProblem.WrongValue, problem) : new PublishedKey(read, simulation);
    }

    private static UInt128 ReadSecret(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String && reader.TryGetBytesFromBase64(out byte[]? bytes) && bytes.Length == ExposureKey.Length) return BinaryPrimitives.ReadUInt128BigEndian(bytes);
        throw new MessageException(MessageProblem.NoIdentity, $"the key is not {ExposureKey.Length} bytes in base64");
    }

    private static int ReadNumber(ref Utf8JsonReader reader, string name)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int value) ? value : throw new MessageException(MessageProblem.WrongValue, $"{name} is no whole number below 2^31");
    }

    private static string? ReadName(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null) return null;
        return reader.TokenType == JsonTokenType.String && reader.GetString() is { Length: > 0 and <= MaxName } name
            ? name
            : throw new MessageException(MessageProblem.WrongValue, $"simulation is not a name of 1 to {MaxName} characters");
    }
}
