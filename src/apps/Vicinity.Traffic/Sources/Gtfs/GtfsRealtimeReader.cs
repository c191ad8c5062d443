using Google.Protobuf;
using Vicinity.Feeds;
using Vicinity.Traffic.TransitRealtime;

namespace Vicinity.Traffic;

/// <summary>
/// A GTFS-realtime message (FeedMessage), or several one after the other, with VehiclePositions: snapshots of a fleet. Unknown fields
/// are passed over. An entity that cannot be read is a bad row; the others are read all the same. Positions play at the time of the
/// header before them. The library that decodes bounds the depth of messages.
/// </summary>
public sealed class GtfsRealtimeReader : ITraceReader<VehiclePosition>
{
    /// <summary>Largest message in bytes.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>Most entities.</summary>
    public const int MaxEntities = 1_000_000;

    private static readonly MessageParser<FeedHeader> s_headerParser = FeedHeader.Parser.WithDiscardUnknownFields(true);
    private static readonly MessageParser<FeedEntity> s_entityParser = FeedEntity.Parser.WithDiscardUnknownFields(true);

    private readonly TraceInput _input;
    private readonly byte[] _message;
    private readonly List<(int Start, int Length, int Header)> _entities = [];
    private readonly List<long> _headerTimes = [];
    private readonly HashSet<string> _sharedIds = new(StringComparer.Ordinal);
    private int _next;

    /// <summary>Reads the message; owns the input from now on.</summary>
    /// <exception cref="TraceFormatException">It is no GTFS-realtime message, or too large.</exception>
    public GtfsRealtimeReader(TraceInput input)
    {
        _input = input;
        _message = ReadAll(input.Content, out Exception? cut);
        bool known = false;
        try
        {
            ReadFeed(ref known);
            if (cut is not null) throw cut;
            if (!known) throw new TraceFormatException("no GTFS-realtime message: it has neither a header with a version nor an entity with an id");
        }
        catch (Exception broken) when (broken is InvalidProtocolBufferException or InvalidDataException or EndOfStreamException)
        {
            // What stands before the damage is whole.
            if (!known) throw new TraceFormatException($"no GTFS-realtime message: {broken.Message}", broken);
            Report.Bad("entity", _entities.Count + 1, $"the message breaks off: {broken.Message}");
        }
    }

    /// <inheritdoc/>
    public TraceReport Report { get; } = new();

    /// <inheritdoc/>
    public double Share => _entities.Count == 0 ? 1 : Volatile.Read(ref _next) / (double)_entities.Count;

    /// <inheritdoc/>
    public bool TryRead(out TraceRow<VehiclePosition> row)
    {
        row = default;
        while (_next < _entities.Count)
        {
            (int start, int length, int header) = _entities[_next++];
            string? reason;
            try
            {
                FeedEntity entity = s_entityParser.ParseFrom(_message, start, length);
                if (entity.IsDeleted || entity.Vehicle is null)
                {
                    Report.PassOver();
                    continue;
                }
                reason = Parse(entity, TimeOf(header), out row);
            }
            catch (InvalidProtocolBufferException broken)
            {
                reason = broken.Message;
            }
            if (reason is null)
            {
                Report.Good(row);
                return true;
            }
            Report.Bad("entity", _next, reason);
        }
        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _input.Dispose();

    private static byte[] ReadAll(Stream stream, out Exception? cut)
    {
        cut = null;
        using var all = new MemoryStream();
        var block = new byte[64 * 1024];
        try
        {
            for (int read; (read = stream.Read(block)) > 0;)
            {
                all.Write(block, 0, read);
                if (all.Length > MaxBytes) throw new TraceFormatException($"the message is larger than {MaxBytes} bytes");
            }
        }
        catch (Exception broken) when (broken is InvalidDataException or EndOfStreamException)
        {
            // A packed message that is cut is read as far as it goes.
            cut = broken;
        }
        return all.ToArray();
    }

    // Where headers and entities begin; each is decoded by itself, so that a broken one costs no other.
    private void ReadFeed(ref bool known)
    {
        var feed = new CodedInputStream(_message);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (uint tag; (tag = feed.ReadTag()) != 0;)
        {
            bool isHeader = tag == WireFormat.MakeTag(FeedMessage.HeaderFieldNumber, WireFormat.WireType.LengthDelimited);
            bool isEntity = tag == WireFormat.MakeTag(FeedMessage.EntityFieldNumber, WireFormat.WireType.LengthDelimited);
            if (!isHeader && !isEntity)
            {
                if (!known && WireFormat.GetTagFieldNumber(tag) is FeedMessage.HeaderFieldNumber or FeedMessage.EntityFieldNumber)
                    throw new InvalidDataException("header or entity is no message");
                feed.SkipLastField();
                continue;
            }
            int length = feed.ReadBytes().Length, start = (int)feed.Position - length;
            if (isHeader) known |= ReadHeader(start, length);
            else
            {
                if (_entities.Count == MaxEntities) throw new InvalidDataException($"there are more than {MaxEntities} entities");
                _entities.Add((start, length, _headerTimes.Count - 1));
                known |= NoteId(start, length, ids);
            }
        }
    }

    private bool ReadHeader(int start, int length)
    {
        FeedHeader header = s_headerParser.ParseFrom(_message, start, length);
        _headerTimes.Add(Milliseconds(header.Timestamp));
        return header.HasGtfsRealtimeVersion;
    }

    // Ids are unique in a message by its rules; where they are not, they name nobody.
    private bool NoteId(int start, int length, HashSet<string> ids)
    {
        try
        {
            FeedEntity entity = s_entityParser.ParseFrom(_message, start, length);
            if (entity.Vehicle is { } vehicle && string.IsNullOrEmpty(vehicle.Vehicle?.Id) && !ids.Add($"{_headerTimes.Count} {entity.Id}"))
                _sharedIds.Add(entity.Id);
            return entity.HasId;
        }
        catch (InvalidProtocolBufferException)
        {
            return false;
        }
    }

    // The header before an entity; a message whose header stands last has but that one.
    private long TimeOf(int header) => header >= 0 ? _headerTimes[header] : _headerTimes.Count > 0 ? _headerTimes[0] : 0;

    private string? Parse(FeedEntity entity, long headerTime, out TraceRow<VehiclePosition> row)
    {
        row = default;
        TransitRealtime.VehiclePosition vehicle = entity.Vehicle;
        if (vehicle.Position is not { } place) return $"entity '{Shorten(entity.Id)}' has no position";
        string? id = vehicle.Vehicle?.Id;
        if (string.IsNullOrEmpty(id))
        {
            if (_sharedIds.Contains(entity.Id)) return $"the vehicle has no id, and several vehicles of the message share the entity id '{Shorten(entity.Id)}'";
            id = entity.Id;
        }
        long time = Milliseconds(vehicle.Timestamp);
        if (time == 0) time = headerTime;
        if (time == 0) return $"entity '{Shorten(entity.Id)}' has no time, and neither has the message";
        double speed = place.HasSpeed ? place.Speed : double.NaN, bearing = place.HasBearing ? place.Bearing : double.NaN;
        if (!VehiclePosition.TryCreate(
            id, place.HasLatitude ? place.Latitude : double.NaN, place.HasLongitude ? place.Longitude : double.NaN,
            ReportedMotion.Speed(speed), ReportedMotion.Heading(bearing), time, PositionSource.Replay, out VehiclePosition found, out string? reason))
            return reason;
        if (ReportedMotion.Refuse(speed, bearing) is { } leftOut) Report.LeftOut("entity", _next, leftOut);
        bool hasTime = VehiclePosition.RefuseTimestamp(headerTime) is null;
        row = new TraceRow<VehiclePosition>(found, time, hasTime ? headerTime : time, "entity", _next);
        return null;
    }

    private static string Shorten(string text) => text.Length > 40 ? $"{text[..40]}…" : text;

    // Seconds by the schema; some feeds give milliseconds, which seconds reach in the year 5138. What is out of bounds is refused later.
    private static long Milliseconds(ulong time) => time < 100_000_000_000 ? (long)time * 1000 : (long)Math.Min(time, 1_000_000_000_000_000);
}
