using System.Xml;

namespace Vicinity.Traffic;

/// <summary>How SUMO's XML is read: without entities of its own and without anything from elsewhere.</summary>
internal static class SumoXml
{
    /// <summary>Settings of a reader.</summary>
    public static XmlReaderSettings Settings(bool ignoreComments) => new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = ignoreComments,
        IgnoreWhitespace = true,
        IgnoreProcessingInstructions = true,
    };
}
