namespace Vicinity.Contacts;

/// <summary>What values a parameter takes.</summary>
public enum ParameterKind
{
    /// <summary>Whole numbers.</summary>
    Integer,

    /// <summary>Real numbers.</summary>
    Number,

    /// <summary>A share or a probability, from 0 to 1.</summary>
    Share,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>One of some words.</summary>
    Choice,
}
