using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Client;

/// <summary>A broker answered with an error.</summary>
public sealed class KafkaErrorException(ErrorCode code, string subject, string? serverText = null)
    : ClientException($"{subject}: {code.Describe().Text}{(string.IsNullOrEmpty(serverText) ? "" : $" ({serverText.TrimEnd('.')})")} [{code.Name()}].", code.IsRetriable())
{
    /// <summary>The error.</summary>
    public ErrorCode Code { get; } = code;

    /// <summary>What it was about: a topic, group, partition.</summary>
    public string Subject { get; } = subject;

    /// <summary>The broker's own words, if any.</summary>
    public string? ServerText { get; } = serverText;

    /// <summary>Throws when <paramref name="code"/> is an error.</summary>
    internal static void ThrowIfError(ErrorCode code, string subject, string? serverText = null)
    {
        if (code != ErrorCode.None) throw new KafkaErrorException(code, subject, serverText);
    }
}
