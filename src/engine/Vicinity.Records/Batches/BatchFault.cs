namespace Vicinity.Records;

/// <summary>What is wrong with a produced batch, in the classes that the protocol has an error code for.</summary>
public enum BatchFault
{
    /// <summary>Nothing: it may be appended.</summary>
    None,

    /// <summary>Length or checksum is wrong: the bytes were damaged on their way (CORRUPT_MESSAGE).</summary>
    Corrupt,

    /// <summary>The bytes are as sent, but no producer may send such a batch (INVALID_RECORD).</summary>
    Invalid,

    /// <summary>Above the size limit (MESSAGE_TOO_LARGE).</summary>
    TooLarge,
}
