using System.Buffers;

namespace Vicinity.Weather;

/// <summary>
/// The windows of one partition: takes readings once each, in any order, and closes windows when the watermark passes their end. The watermark is the newest
/// detection time less the lateness, or what the clock says, and never goes back. What it does depends only on the calls in their order, so that it can be done
/// again from a checkpoint. A sensor is forgotten when its newest reading could not be counted again; a repeated one is then too late, and counts once all the
/// same. Not thread-safe.
/// </summary>
public sealed class TumblingWindows
{
    private const byte Form = 1;
    private const int MostFree = 4096;

    private readonly WindowRules _rules;
    private readonly Dictionary<string, KnownSensor> _sensors = new(NameComparer.Instance);
    private readonly Dictionary<string, KnownSensor>.AlternateLookup<ReadOnlySpan<byte>> _byBytes;
    private readonly SortedDictionary<long, Dictionary<PartKey, OpenPart>> _open = [];
    private readonly SortedDictionary<long, Dictionary<PartKey, OpenPart>> _late = [];
    private readonly Stack<OpenPart> _free = [];
    private readonly long[] _counts = new long[Enum.GetValues<ReadingFate>().Length];
    private List<WindowPart> _closed = [];
    private long _nextEnd = long.MaxValue;
    private long _sweptAt = long.MinValue;
    private int _partsInMemory;
    private int _takenSinceSweep;

    /// <summary>Begins without any reading.</summary>
    public TumblingWindows(WindowRules rules)
    {
        _rules = rules;
        _byBytes = _sensors.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <summary>Windows that end here or earlier are closed; <see cref="long.MinValue"/> before the first reading.</summary>
    public long Watermark { get; private set; } = long.MinValue;

    /// <summary>Detection time of the newest reading; null before the first.</summary>
    public long? Newest { get; private set; }

    /// <summary>Sensors that are known.</summary>
    public int Sensors => _sensors.Count;

    /// <summary>Parts that are open, or closed and not handed on.</summary>
    public int PartsInMemory => _partsInMemory;

    /// <summary>Whether there are parts to hand on.</summary>
    public bool HasClosed => _closed.Count > 0 || _late.Count > 0;

    /// <summary>When the earliest open window ends; null when none is open.</summary>
    public long? NextEnd => _nextEnd == long.MaxValue ? null : _nextEnd;

    /// <summary>What became of the readings.</summary>
    public FateCounts Counts => new(_counts[0], _counts[1], _counts[2], _counts[3], _counts[4], _counts[5], _counts[6]);

    /// <summary>Takes a reading that keeps to the <see cref="ReadingBounds"/>.</summary>
    public ReadingFate Take(in Reading reading)
    {
        ReadingFate fate = Place(reading.Time);
        if (!_sensors.TryGetValue(reading.Sensor, out KnownSensor? sensor) && fate != ReadingFate.TooLate) sensor = Know(reading.Sensor, ref fate);
        if (sensor is not null && Accept(sensor, reading.Number, reading.Time, ref fate))
            Add(sensor, sensor.StandAt(reading.Place ?? ""), reading.Kind, reading.Time, reading.First, reading.Second, ref fate);
        return Count(fate);
    }

    /// <inheritdoc cref="Take(in Reading)"/>
    public ReadingFate Take(in RawReading reading)
    {
        ReadingFate fate = Place(reading.Time);
        if (!_byBytes.TryGetValue(reading.Sensor, out KnownSensor? sensor) && fate != ReadingFate.TooLate)
        {
            string name = NameComparer.Instance.Create(reading.Sensor);
            if (!_sensors.TryGetValue(name, out sensor)) sensor = Know(name, ref fate);
        }
        if (sensor is not null && Accept(sensor, reading.Number, reading.Time, ref fate))
            Add(sensor, sensor.StandAt(reading.Place), reading.Kind, reading.Time, reading.First, reading.Second, ref fate);
        return Count(fate);
    }

    /// <summary>Moves the watermark on by the clock; one that lies before the present one changes nothing.</summary>
    public void AdvanceTo(long watermark)
    {
        if (watermark <= Watermark) return;
        Watermark = watermark;
        if (watermark >= _nextEnd) Close();
    }

    /// <summary>Hands on what was closed, and what came late into closed windows, since the last call: by window and in the order in which sensors came.</summary>
    public IReadOnlyList<WindowPart> TakeClosed()
    {
        foreach (Dictionary<PartKey, OpenPart> parts in _late.Values) Tell(parts);
        _late.Clear();
        List<WindowPart> closed = _closed;
        _closed = [];
        _partsInMemory -= closed.Count;
        return closed;
    }

    /// <summary>What is in the windows that are still open, by window.</summary>
    public IReadOnlyList<WindowPart> Open()
    {
        var parts = new List<WindowPart>();
        foreach (OpenPart part in _open.Values.SelectMany(w => w.Values)) part.TellTo(parts);
        return parts;
    }

    /// <summary>Writes everything, for <see cref="Read(ReadOnlySpan{byte}, WindowRules)"/>.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        var writer = new CompactWriter(output);
        writer.Byte(Form);
        writer.Number(_rules.WindowMs);
        writer.Signed(Watermark);
        writer.Signed(Newest ?? long.MinValue);
        writer.Signed(_sweptAt);
        writer.Number(_takenSinceSweep);
        foreach (long count in _counts) writer.Number(count);
        writer.Number(_sensors.Count);
        int index = 0;
        foreach (KnownSensor sensor in _sensors.Values)
        {
            sensor.Index = index++;
            writer.Name(sensor.Name);
            writer.Name(sensor.Place);
            writer.Signed(sensor.Newest);
            sensor.Numbers.Write(ref writer);
        }
        Write(ref writer, _open);
        Write(ref writer, _late);
        WindowPartForm.Write(ref writer, _closed);
        writer.End();
    }

    /// <summary>Reads what was written; the same readings then have the same outcome.</summary>
    /// <param name="bytes">All that was written.</param>
    /// <param name="rules">The rules, with the same length of windows.</param>
    /// <exception cref="MessageException">These are no such bytes, or there is more in them than the rules allow.</exception>
    public static TumblingWindows Read(ReadOnlySpan<byte> bytes, WindowRules rules)
    {
        var reader = new CompactReader(bytes);
        reader.Byte("form", Form, Form);
        long length = reader.Number("milliseconds of a window", int.MaxValue);
        if (length != rules.WindowMs) throw new MessageException(MessageProblem.WrongValue, $"the checkpoint has windows of {length} ms and the rules say {rules.WindowMs} ms: windows of two lengths cannot be merged");
        var read = new TumblingWindows(rules) { Watermark = Time(ref reader, "watermark") };
        long newest = Time(ref reader, "newest");
        read.Newest = newest == long.MinValue ? null : newest;
        read._sweptAt = Time(ref reader, "time of the last sweep");
        read._takenSinceSweep = (int)reader.Number("readings since the last sweep", int.MaxValue);
        for (int i = 0; i < read._counts.Length; i++) read._counts[i] = reader.Number("count of readings", long.MaxValue);
        var sensors = new KnownSensor[reader.Count("count of sensors", rules.MostSensors, 5)];
        for (int i = 0; i < sensors.Length; i++)
        {
            string name = reader.Name("sensor"), place = reader.Name("place");
            newest = Time(ref reader, "newest of a sensor");
            sensors[i] = new KnownSensor(name, SensorNumbers.Read(ref reader)) { Newest = newest };
            sensors[i].StandAt(place);
            if (!read._sensors.TryAdd(name, sensors[i])) throw new MessageException(MessageProblem.WrongValue, $"sensor {i} has the name of one before it");
        }
        read.Read(ref reader, sensors, read._open, 0);
        read.Read(ref reader, sensors, read._late, 1);
        read._closed = WindowPartForm.Read(ref reader, rules.MostParts - read._partsInMemory);
        read._partsInMemory += read._closed.Count;
        if (!reader.IsAtEnd) throw new MessageException(MessageProblem.NotReadable, $"{reader.Left} bytes follow the checkpoint");
        if (read._open.Count > 0) read._nextEnd = rules.EndOf(read._open.Keys.First());
        return read;
    }

    /// <summary>Where a reading belongs by its time.</summary>
    private ReadingFate Place(long time)
    {
        if (_takenSinceSweep < int.MaxValue) _takenSinceSweep++;
        if (time >= Watermark) return ReadingFate.InTime;
        long number = _rules.NumberOf(time);
        if (!_rules.IsClosed(number, Watermark)) return ReadingFate.InTime;
        return !_rules.SendsCorrections || _rules.IsFinal(number, Watermark) ? ReadingFate.TooLate : ReadingFate.Late;
    }

    private ReadingFate Count(ReadingFate fate)
    {
        _counts[(int)fate]++;
        return fate;
    }

    /// <summary>Makes the acquaintance of a sensor.</summary>
    private KnownSensor? Know(string name, ref ReadingFate fate)
    {
        if (_sensors.Count >= _rules.MostSensors || MaySweep(_rules.CorrectableMs)) Sweep();
        if (_sensors.Count >= _rules.MostSensors)
        {
            fate = ReadingFate.TooManySensors;
            return null;
        }
        return _sensors[name] = new KnownSensor(name, new SensorNumbers());
    }

    private static bool Accept(KnownSensor sensor, long number, long time, ref ReadingFate fate)
    {
        switch (sensor.Numbers.Take(number))
        {
            case NumberFate.Seen:
                fate = ReadingFate.Duplicate;
                return false;
            case NumberFate.Forgotten:
                fate = ReadingFate.Forgotten;
                return false;
        }
        if (time > sensor.Newest) sensor.Newest = time;
        return fate != ReadingFate.TooLate;
    }

    private void Add(KnownSensor sensor, string place, ReadingKind kind, long time, double first, double second, ref ReadingFate fate)
    {
        long number = _rules.NumberOf(time);
        int revision = fate == ReadingFate.Late ? 1 : 0;
        ref OpenPart? recent = ref sensor.Recent(kind);
        OpenPart? part = recent;
        if (part is null || part.Number != number || part.Revision != revision || !ReferenceEquals(part.Place, place))
        {
            part = Find(sensor, kind, place, number, revision);
            if (part is null)
            {
                fate = ReadingFate.TooManyParts;
                return;
            }
            recent = part;
        }
        part.Add(first, second, time);
        if (Newest is { } newest && time <= newest) return;
        Newest = time;
        AdvanceTo(time - _rules.LatenessMs);
    }

    private OpenPart? Find(KnownSensor sensor, ReadingKind kind, string place, long number, int revision)
    {
        SortedDictionary<long, Dictionary<PartKey, OpenPart>> windows = revision == 0 ? _open : _late;
        if (!windows.TryGetValue(number, out Dictionary<PartKey, OpenPart>? parts))
        {
            if (_partsInMemory >= _rules.MostParts) return null;
            windows[number] = parts = [];
            if (revision == 0) _nextEnd = Math.Min(_nextEnd, _rules.EndOf(number));
        }
        if (parts.TryGetValue(new PartKey(sensor, kind, place), out OpenPart? part)) return part;
        if (_partsInMemory >= _rules.MostParts) return null;
        part = _free.Count > 0 ? _free.Pop() : new OpenPart();
        part.Begin(sensor, kind, place, number, revision);
        parts.Add(new PartKey(sensor, kind, place), part);
        _partsInMemory += part.Parts;
        sensor.PendingParts++;
        return part;
    }

    private void Close()
    {
        while (_open.Count > 0)
        {
            (long number, Dictionary<PartKey, OpenPart> parts) = _open.First();
            _nextEnd = _rules.EndOf(number);
            if (_nextEnd > Watermark) return;
            Tell(parts);
            _open.Remove(number);
        }
        _nextEnd = long.MaxValue;
    }

    private void Tell(Dictionary<PartKey, OpenPart> parts)
    {
        foreach (OpenPart part in parts.Values)
        {
            part.TellTo(_closed);
            part.Sensor.PendingParts--;
            ref OpenPart? recent = ref part.Sensor.Recent(part.Kind);
            if (ReferenceEquals(recent, part)) recent = null;
            if (_free.Count < MostFree) _free.Push(part);
        }
    }

    /// <summary>Whether the watermark has moved on far enough since the last sweep, and enough readings have come to pay for one.</summary>
    private bool MaySweep(long after) =>
        _takenSinceSweep >= _sensors.Count && Watermark > long.MinValue && (_sweptAt == long.MinValue || Watermark - _sweptAt >= after + _rules.WindowMs);

    /// <summary>Forgets the sensors whose newest reading lies in a window that takes no more.</summary>
    private void Sweep()
    {
        if (!MaySweep(0)) return;
        (_sweptAt, _takenSinceSweep) = (Watermark, 0);
        foreach ((string name, KnownSensor sensor) in _sensors)
            if (sensor.PendingParts == 0 && _rules.IsFinal(_rules.NumberOf(sensor.Newest), Watermark)) _sensors.Remove(name);
    }

    private static void Write(ref CompactWriter writer, SortedDictionary<long, Dictionary<PartKey, OpenPart>> windows)
    {
        writer.Number(windows.Sum(w => w.Value.Count));
        foreach (OpenPart part in windows.Values.SelectMany(w => w.Values))
        {
            writer.Number(part.Sensor.Index);
            writer.Byte((byte)part.Kind);
            writer.Signed(part.Number);
            bool isAtSensor = part.Place == part.Sensor.Place;
            writer.Byte(isAtSensor ? (byte)0 : (byte)1);
            if (!isAtSensor) writer.Name(part.Place);
            part.Write(ref writer);
        }
    }

    private void Read(ref CompactReader reader, KnownSensor[] sensors, SortedDictionary<long, Dictionary<PartKey, OpenPart>> windows, int revision)
    {
        int count = reader.Count("count of open parts", _rules.MostParts, 16);
        for (int i = 0; i < count; i++)
        {
            KnownSensor sensor = sensors[reader.Number("sensor of a part", sensors.Length - 1)];
            var kind = (ReadingKind)reader.Byte("kind of a part", (byte)ReadingKind.Air, (byte)ReadingKind.Wind);
            long most = WindowRules.FarthestTime / _rules.WindowMs;
            long number = reader.Signed("number of a window", -most, most);
            string place = reader.Byte("place of a part", 0, 1) == 0 ? sensor.Place : reader.Name("place");
            int before = _partsInMemory;
            OpenPart part = Find(sensor, kind, place, number, revision) ?? throw new MessageException(MessageProblem.TooLong, $"there are more parts than the {_rules.MostParts} that the rules allow");
            if (before == _partsInMemory) throw new MessageException(MessageProblem.WrongValue, $"part {i} is that of one before it");
            part.Read(ref reader);
        }
    }

    private static long Time(ref CompactReader reader, string what)
    {
        long time = reader.Signed(what, long.MinValue, WindowRules.FarthestTime);
        return time == long.MinValue || time >= -WindowRules.FarthestTime ? time : throw new MessageException(MessageProblem.WrongValue, $"{what} is {time}, before {-WindowRules.FarthestTime}");
    }

    private readonly record struct PartKey(KnownSensor Sensor, ReadingKind Kind, string Place);
}
