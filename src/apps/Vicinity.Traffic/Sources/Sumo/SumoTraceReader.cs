using System.Globalization;
using System.Xml;

namespace Vicinity.Traffic;

/// <summary>
/// SUMO's FCD export: <c>timestep</c> elements with a time in seconds since the start, and in them a <c>vehicle</c> element for each
/// vehicle with x, y in metres (or degrees), speed in metres a second and angle in degrees clockwise from north.
/// </summary>
public sealed class SumoTraceReader : ITraceReader
{
    private readonly XmlReader _xml;
    private readonly IXmlLineInfo _lines;
    private readonly TraceOptions _options;
    private double _time = double.NaN;
    private bool _ended;

    /// <summary>Reads from a stream, which it owns from now on.</summary>
    public SumoTraceReader(Stream stream, TraceOptions options)
    {
        _options = options;
        _xml = XmlReader.Create(stream, Settings);
        _lines = (IXmlLineInfo)_xml;
    }

    internal static XmlReaderSettings Settings => new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreWhitespace = true,
        IgnoreProcessingInstructions = true,
        CloseInput = true,
    };

    /// <inheritdoc/>
    public TraceReport Report { get; } = new();

    /// <inheritdoc/>
    public bool TryRead(out TraceRow row)
    {
        row = default;
        while (!_ended)
        {
            try
            {
                if (!_xml.Read())
                {
                    _ended = true;
                    break;
                }
                if (_xml.NodeType != XmlNodeType.Element) continue;
                if (_xml.LocalName == "timestep") _time = Number("time");
                if (_xml.LocalName != "vehicle") continue;
                string? reason = Parse(out row);
                if (reason is null)
                {
                    Report.Good();
                    return true;
                }
                Report.Bad("line", _lines.LineNumber, reason);
            }
            catch (Exception broken) when (broken is XmlException or InvalidDataException or EndOfStreamException)
            {
                _ended = true;
                Report.Bad("line", _lines.LineNumber, $"the file breaks off: {broken.Message}");
            }
        }
        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _xml.Dispose();

    private string? Parse(out TraceRow row)
    {
        row = default;
        if (!double.IsFinite(_time) || Math.Abs(_time) > 1e12) return "the vehicle is in no timestep with a time";
        double x = Number("x"), y = Number("y");
        (double latitude, double longitude) = _options.Geographic ? (y, x) : _options.Plane.ToDegrees(x, y);
        long time = _options.RelativeStart + (long)Math.Round(_time * 1000);
        if (!VehiclePosition.TryCreate(
            _xml.GetAttribute("id"), latitude, longitude, Number("speed"), Number("angle"), time, PositionSource.Replay,
            out VehiclePosition position, out string? reason))
            return reason;
        row = new TraceRow(position, time, "line", _lines.LineNumber);
        return null;
    }

    private double Number(string attribute) =>
        double.TryParse(_xml.GetAttribute(attribute), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : double.NaN;
}
