using System.Globalization;
using System.Xml;
using Vicinity.Feeds;

namespace Vicinity.Traffic;

/// <summary>Reads a SUMO street network (<c>net.xml</c>, plain or gzip): its edges with the course of their first lane, and the permitted turns.</summary>
public static class SumoNetwork
{
    /// <summary>Most edges that are read.</summary>
    public const int MaxEdges = 1_000_000;

    /// <summary>Reads a file.</summary>
    /// <exception cref="TraceFormatException">It is no street network; the message says where and why.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static StreetNetwork Read(string path)
    {
        using TraceInput input = TraceInput.OpenFile(path);
        return Read(input.Content);
    }

    /// <summary>Reads a stream of XML.</summary>
    /// <exception cref="TraceFormatException">It is no street network; the message says where and why.</exception>
    public static StreetNetwork Read(Stream stream)
    {
        using var xml = XmlReader.Create(stream, SumoXml.Settings(ignoreComments: true));
        var edges = new List<StreetEdge>();
        var turns = new List<(string From, string To)>();
        try
        {
            (string Id, string From, string To)? open = null;
            while (xml.Read())
            {
                if (xml.NodeType != XmlNodeType.Element) continue;
                switch (xml.LocalName)
                {
                    case "edge":
                        open = Edge(xml);
                        break;
                    case "lane" when open is { } edge:
                        edges.Add(Lane(xml, edge));
                        open = null;
                        if (edges.Count > MaxEdges) throw new TraceFormatException($"the network has more than {MaxEdges} edges");
                        break;
                    case "connection" when xml.GetAttribute("from") is { } from && xml.GetAttribute("to") is { } to:
                        if (from is not [':', ..]) turns.Add((from, to));
                        break;
                }
            }
            return edges.Count == 0 ? throw new TraceFormatException("the file has no streets: a SUMO network (net.xml) has edge elements") : new StreetNetwork(edges, turns);
        }
        catch (Exception broken) when (broken is XmlException or InvalidDataException or ArgumentException or FormatException)
        {
            throw new TraceFormatException($"line {((IXmlLineInfo)xml).LineNumber}: {broken.Message}", broken);
        }
    }

    // Edges with a function are parts of junctions, not streets.
    private static (string Id, string From, string To)? Edge(XmlReader xml) =>
        xml.GetAttribute("function") is null or "normal" && xml.GetAttribute("id") is { } id
        && xml.GetAttribute("from") is { } from && xml.GetAttribute("to") is { } to
            ? (id, from, to)
            : null;

    private static StreetEdge Lane(XmlReader xml, (string Id, string From, string To) edge)
    {
        double limit = double.Parse(xml.GetAttribute("speed") ?? "", CultureInfo.InvariantCulture);
        var shape = new List<StreetPoint>();
        foreach (string point in (xml.GetAttribute("shape") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = point.Split(',');
            if (parts.Length < 2) throw new FormatException($"the point '{point}' of edge '{edge.Id}' is not x,y");
            shape.Add(new StreetPoint(double.Parse(parts[0], CultureInfo.InvariantCulture), double.Parse(parts[1], CultureInfo.InvariantCulture)));
        }
        return new StreetEdge(edge.Id, edge.From, edge.To, limit, shape);
    }
}
