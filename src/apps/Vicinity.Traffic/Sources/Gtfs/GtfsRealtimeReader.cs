namespace Vicinity.Traffic;

/// <summary>
/// One GTFS-realtime message (FeedMessage) with VehiclePositions: a snapshot of a fleet. Unknown fields are passed over. An entity
/// that cannot be read is a bad row; the others are read all the same. All positions play at the time of the message's header.
/// </summary>
public sealed class GtfsRealtimeReader : ITraceReader
{
    /// <summary>Largest message in bytes.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    private readonly byte[] _message;
    private readonly List<(int Start, int Length)> _entities = [];
    private long _headerTime;
    private int _next;

    /// <summary>Reads the message and closes the stream.</summary>
    /// <exception cref="TraceFormatException">It is no GTFS-realtime message, or too large.</exception>
    public GtfsRealtimeReader(Stream stream)
    {
        using (stream) _message = ReadAll(stream);
        try
        {
            ReadFeed();
        }
        catch (InvalidDataException broken)
        {
            // What stands before the damage is whole.
            if (_entities.Count == 0) throw new TraceFormatException($"no GTFS-realtime message: {broken.Message}", broken);
            Report.Bad("entity", _entities.Count + 1, $"the message breaks off: {broken.Message}");
        }
    }

    /// <inheritdoc/>
    public TraceReport Report { get; } = new();

    /// <summary>True when the bytes begin as a feed does: with a header that begins with a version.</summary>
    internal static bool LooksLikeOne(ReadOnlySpan<byte> start) =>
        start.Length > 5 && start[0] == 0x0a && start[2] == 0x0a && start[3] is > 0 and < 16 && start[4] is >= (byte)'0' and <= (byte)'9';

    /// <inheritdoc/>
    public bool TryRead(out TraceRow row)
    {
        row = default;
        while (_next < _entities.Count)
        {
            (int start, int length) = _entities[_next++];
            string? reason;
            try
            {
                if (!TryParse(_message.AsSpan(start, length), out row, out reason)) continue;
            }
            catch (InvalidDataException broken)
            {
                reason = broken.Message;
            }
            if (reason is null)
            {
                Report.Good();
                return true;
            }
            Report.Bad("entity", _next, reason);
        }
        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static byte[] ReadAll(Stream stream)
    {
        using var all = new MemoryStream();
        var block = new byte[64 * 1024];
        for (int read; (read = stream.Read(block)) > 0;)
        {
            all.Write(block, 0, read);
            if (all.Length > MaxBytes) throw new TraceFormatException($"the message is larger than {MaxBytes} bytes");
        }
        return all.ToArray();
    }

    private void ReadFeed()
    {
        var feed = new WireReader(_message);
        while (feed.Next())
        {
            if (feed.Field == 1) ReadHeader(feed.Bytes);
            else if (feed.Field == 2)
            {
                _message.AsSpan().Overlaps(feed.Bytes, out int start);
                _entities.Add((start, feed.Bytes.Length));
            }
        }
    }

    private void ReadHeader(ReadOnlySpan<byte> bytes)
    {
        var header = new WireReader(bytes);
        while (header.Next())
            if (header.Field == 3) _headerTime = Milliseconds(header.Number);
    }

    // False for an entity that is not about a vehicle or that says that one is gone.
    private bool TryParse(ReadOnlySpan<byte> bytes, out TraceRow row, out string? reason)
    {
        (row, reason) = (default, null);
        var entity = new WireReader(bytes);
        string id = "";
        bool deleted = false;
        ReadOnlySpan<byte> vehicle = default;
        while (entity.Next())
        {
            switch (entity.Field)
            {
                case 1: id = entity.Text; break;
                case 2: deleted = entity.Number != 0; break;
                case 4: vehicle = entity.Bytes; break;
            }
        }
        if (deleted || vehicle.IsEmpty) return false;
        reason = ParseVehicle(vehicle, id, out row);
        return true;
    }

    private string? ParseVehicle(ReadOnlySpan<byte> bytes, string entityId, out TraceRow row)
    {
        row = default;
        var vehicle = new WireReader(bytes);
        ReadOnlySpan<byte> position = default;
        string id = "";
        long time = 0;
        while (vehicle.Next())
        {
            switch (vehicle.Field)
            {
                case 2: position = vehicle.Bytes; break;
                case 5: time = Milliseconds(vehicle.Number); break;
                case 8: id = ReadId(vehicle.Bytes); break;
            }
        }
        if (position.IsEmpty) return $"entity '{entityId}' has no position";
        if (time == 0) time = _headerTime;
        float latitude = float.NaN, longitude = float.NaN, bearing = float.NaN, speed = float.NaN;
        var place = new WireReader(position);
        while (place.Next())
        {
            switch (place.Field)
            {
                case 1: latitude = place.Float; break;
                case 2: longitude = place.Float; break;
                case 3: bearing = place.Float; break;
                case 5: speed = place.Float; break;
            }
        }
        if (!VehiclePosition.TryCreate(
            id.Length > 0 ? id : entityId, latitude, longitude, speed, bearing, time, PositionSource.Replay, out VehiclePosition found, out string? reason))
            return reason;
        row = new TraceRow(found, _headerTime != 0 ? _headerTime : time, "entity", _next);
        return null;
    }

    private static string ReadId(ReadOnlySpan<byte> bytes)
    {
        var descriptor = new WireReader(bytes);
        string id = "", label = "";
        while (descriptor.Next())
        {
            if (descriptor.Field == 1) id = descriptor.Text;
            else if (descriptor.Field == 2) label = descriptor.Text;
        }
        return id.Length > 0 ? id : label;
    }

    // A time beyond the year 2100 is refused later; here it must only not overflow.
    private static long Milliseconds(ulong seconds) => (long)Math.Min(seconds, 1_000_000_000_000) * 1000;
}
