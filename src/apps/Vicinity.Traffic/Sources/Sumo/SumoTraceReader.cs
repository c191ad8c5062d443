using System.Globalization;
using System.Xml;
using Vicinity.Feeds;

namespace Vicinity.Traffic;

/// <summary>
/// SUMO's FCD export: <c>timestep</c> elements with a time since the start, and in them a <c>vehicle</c> element for each vehicle with
/// x and y in metres or degrees, speed in metres a second and angle in degrees clockwise from north.
/// </summary>
public sealed class SumoTraceReader : ITraceReader<VehiclePosition>
{
    private const string Root = "fcd-export";

    // Vehicles that are looked at before the form of the coordinates is decided.
    private const int LookAhead = 1000;

    // SUMO writes degrees with 6 decimals unless told otherwise, and metres with 2.
    private const int DecimalsOfDegrees = 5;

    private const int MaxDepth = 32;
    private const int MaxNodeBytes = 4 * 1024 * 1024;

    private readonly TraceInput _input;
    private readonly NodeLimitStream _bytes;
    private readonly XmlReader _xml;
    private readonly IXmlLineInfo _lines;
    private readonly TraceOptions _options;
    private readonly Queue<SumoVehicle> _ahead = new();
    private bool? _degrees;
    private double _time = double.NaN;
    private bool _ended;

    /// <summary>Reads the beginning; owns the input from now on.</summary>
    /// <exception cref="TraceFormatException">It is XML of another kind.</exception>
    public SumoTraceReader(TraceInput input, TraceOptions options)
    {
        (_input, _options) = (input, options);
        _degrees = options.Places switch { TracePlaces.Degrees => true, TracePlaces.Metres => false, _ => null };
        _bytes = new NodeLimitStream(input.Content, MaxNodeBytes);
        _xml = XmlReader.Create(_bytes, SumoXml.Settings(ignoreComments: false));
        _lines = (IXmlLineInfo)_xml;
        ReadHead();
    }

    /// <inheritdoc/>
    public TraceReport Report { get; } = new();

    /// <inheritdoc/>
    public double Share => _input.Share;

    /// <inheritdoc/>
    public bool TryRead(out TraceRow<VehiclePosition> row)
    {
        Decide();
        while (_ahead.TryDequeue(out SumoVehicle vehicle) || TryReadVehicle(out vehicle))
        {
            if (Parse(vehicle, out row) is not { } reason)
            {
                Report.Good(row);
                return true;
            }
            Report.Bad("line", vehicle.Line, reason);
        }
        row = default;
        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _xml.Dispose();
        _input.Dispose();
    }

    // SUMO writes its settings as a comment before the root: those that were given, so also the one for degrees.
    private void ReadHead()
    {
        try
        {
            while (_xml.Read() && _xml.NodeType != XmlNodeType.Element)
                if (_xml.NodeType == XmlNodeType.Comment) _degrees ??= DegreesSaid(_xml.Value);
        }
        catch (Exception broken) when (broken is XmlException or InvalidDataException or EndOfStreamException)
        {
            throw new TraceFormatException($"the file begins like XML and is none: {broken.Message}", broken);
        }
        if (_xml.NodeType != XmlNodeType.Element) throw new TraceFormatException("the XML has no element");
        if (_xml.LocalName == "net") throw new TraceFormatException("the file is a SUMO street network, not a trace; drive on it with `traffic drive --network FILE`");
        if (_xml.LocalName != Root) throw new TraceFormatException($"the XML is a '{Shorten(_xml.LocalName)}'; a SUMO FCD trace is a '{Root}'");
    }

    private static bool? DegreesSaid(string comment)
    {
        const string option = "<fcd-output.geo value=\"";
        int at = comment.IndexOf(option, StringComparison.Ordinal);
        if (at >= 0) return comment.AsSpan(at + option.Length) is ['t' or 'T' or '1' or 'y' or 'Y' or 'o' or 'O' or 'x', ..] value && !value.StartsWith("off", StringComparison.OrdinalIgnoreCase);
        return comment.Contains("<fcd-output value=\"", StringComparison.Ordinal) ? false : null;
    }

    // Without a word of SUMO itself: degrees when nothing speaks against it, in any of the first vehicles.
    private void Decide()
    {
        if (_degrees is not null) return;
        bool any = false, all = true;
        while (_ahead.Count < LookAhead && all && TryReadVehicle(out SumoVehicle vehicle))
        {
            _ahead.Enqueue(vehicle);
            if (!vehicle.HasPlace) continue;
            any = true;
            all = vehicle.MayBeDegrees;
        }
        _degrees = any && all;
    }

    private bool TryReadVehicle(out SumoVehicle vehicle)
    {
        vehicle = default;
        while (!_ended)
        {
            try
            {
                _bytes.Reset();
                if (!_xml.Read())
                {
                    _ended = true;
                    break;
                }
                if (_xml.NodeType != XmlNodeType.Element) continue;
                if (_xml.Depth > MaxDepth) throw new InvalidDataException($"elements lie deeper than {MaxDepth} within each other");
                if (_xml.LocalName == "timestep") _time = SumoTime.Parse(_xml.GetAttribute("time"));
                if (_xml.LocalName != "vehicle") continue;
                string? x = _xml.GetAttribute("x"), y = _xml.GetAttribute("y");
                vehicle = new SumoVehicle(
                    _xml.GetAttribute("id"), Number(x), Number(y), Number(_xml.GetAttribute("speed")), Number(_xml.GetAttribute("angle")),
                    _time, _lines.LineNumber, Decimals(x) >= DecimalsOfDegrees || Decimals(y) >= DecimalsOfDegrees);
                return true;
            }
            catch (Exception broken) when (broken is XmlException or InvalidDataException or EndOfStreamException)
            {
                _ended = true;
                Report.Bad("line", _lines.LineNumber, $"the file breaks off: {broken.Message}");
            }
        }
        return false;
    }

    private string? Parse(in SumoVehicle vehicle, out TraceRow<VehiclePosition> row)
    {
        row = default;
        if (!double.IsFinite(vehicle.Time) || Math.Abs(vehicle.Time) > 1e12) return "the vehicle is in no timestep with a time";
        if (!vehicle.HasPlace) return "x or y is no number";
        (double latitude, double longitude) = _degrees == true ? (vehicle.Y, vehicle.X) : _options.Plane.ToDegrees(vehicle.X, vehicle.Y);
        long time = _options.RelativeStart + (long)Math.Round(vehicle.Time * 1000);
        if (!VehiclePosition.TryCreate(
            vehicle.Id, latitude, longitude, ReportedMotion.Speed(vehicle.Speed), ReportedMotion.Heading(vehicle.Angle), time, PositionSource.Replay,
            out VehiclePosition position, out string? reason))
            return reason;
        if (ReportedMotion.Refuse(vehicle.Speed, vehicle.Angle) is { } leftOut) Report.LeftOut("line", vehicle.Line, leftOut);
        row = new TraceRow<VehiclePosition>(position, time, time, "line", vehicle.Line);
        return null;
    }

    private static double Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : double.NaN;

    private static int Decimals(string? text) => text is not null && text.IndexOf('.') is var point and >= 0 ? text.Length - point - 1 : 0;

    private static string Shorten(string text) => text.Length > 40 ? $"{text[..40]}…" : text;
}
