namespace Vicinity.Weather;

/// <summary>What a record is to a chain.</summary>
public enum ChainPlace
{
    /// <summary>Another record has its place already, or it follows one that never counted. It is not looked at.</summary>
    None,

    /// <summary>It is the next one.</summary>
    Next,

    /// <summary>It is where the reader begins; what came before is not known to it.</summary>
    Base,
}
