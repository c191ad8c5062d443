namespace Vicinity.Weather;

/// <summary>Why a record cannot be taken; to count by.</summary>
public enum MessageProblem
{
    /// <summary>It is neither JSON nor of the compact form, or it is cut off.</summary>
    NotReadable,

    /// <summary>It has more bytes, or more readings, than it may.</summary>
    TooLong,

    /// <summary>Something that it must have is not there.</summary>
    Missing,

    /// <summary>A value is of the wrong type or beyond its bounds.</summary>
    WrongValue,
}
