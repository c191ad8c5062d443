using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Client;

/// <summary>A broker answered with an error.</summary>
public sealed class KafkaErrorException(ErrorCode code, string subject, string? serverText = null)
    : ClientException($"{subject}: {Words(code, serverText)} [{code.Name()}].", code.IsRetriable())
{
    /// <summary>The error.</summary>
    public ErrorCode Code { get; } = code;

    /// <summary>What it was about: a topic, group, partition.</summary>
    public string Subject { get; } = subject;

    /// <summary>The broker's own words, if any.</summary>
    public string? ServerText { get; } = serverText;

    /// <summary>What it was about and what the error means, without the error's name.</summary>
    internal string Reason => $"{Subject}: {Words(Code, ServerText)}";

    /// <summary>What an error means: the broker's own words, which say more, or where there are none what the error means in general. Without the error's name, which stands once.</summary>
    internal static string Words(ErrorCode code, string? serverText)
    {
        string words = (serverText ?? "").Trim();
        foreach (string name in (string[])[$"[{code.Name()}]", $"({code.Name()})", code.Name()]) words = words.Replace(name, "", StringComparison.Ordinal);
        words = words.Trim(' ', ':', '.');
        return words.Length > 0 ? words : code.Describe().Text;
    }

    /// <summary>Throws when <paramref name="code"/> is an error.</summary>
    internal static void ThrowIfError(ErrorCode code, string subject, string? serverText = null)
    {
        if (code != ErrorCode.None) throw new KafkaErrorException(code, subject, serverText);
    }
}
