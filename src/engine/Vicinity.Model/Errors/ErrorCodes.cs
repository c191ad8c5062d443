using System.Collections.Frozen;

namespace Vicinity.Model;

/// <summary>Names and meaning of error codes.</summary>
public static class ErrorCodes
{
    private static readonly FrozenDictionary<ErrorCode, ErrorDescription> s_byCode = ErrorTable.Rows.ToFrozenDictionary(row => row.Code);

    /// <summary>All named errors.</summary>
    public static IReadOnlyCollection<ErrorDescription> All => s_byCode.Values;

    /// <summary>The row of <paramref name="code"/>; an unnamed number counts as an unknown server error and keeps its number in the name.</summary>
    public static ErrorDescription Describe(this ErrorCode code) =>
        s_byCode.TryGetValue(code, out var row)
            ? row
            : new ErrorDescription(code, $"UNKNOWN_ERROR_{(short)code}", ErrorReaction.Final, $"The server answered with error {(short)code}, which this version does not know");

    /// <summary>The name as Kafka's tools print it.</summary>
    public static string Name(this ErrorCode code) => code.Describe().Name;

    /// <summary>Whether the same request may succeed later.</summary>
    public static bool IsRetriable(this ErrorCode code) => code.Describe().Reaction != ErrorReaction.Final;

    /// <summary>Whether the client should ask for metadata before it tries again.</summary>
    public static bool NeedsMetadataRefresh(this ErrorCode code) => code.Describe().Reaction == ErrorReaction.RefreshMetadata;
}
