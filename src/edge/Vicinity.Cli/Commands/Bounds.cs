using System.CommandLine;
using System.CommandLine.Parsing;
using Vicinity.Client;

namespace Vicinity.Cli;

/// <summary>Bounds of what stands on the command line. A refusal is wrong usage; it names the option, the value, the bound and the reason.</summary>
internal static class Bounds
{
    /// <summary>Refuses values outside of two bounds.</summary>
    /// <param name="option">The option.</param>
    /// <param name="least">The least that is taken.</param>
    /// <param name="most">The most that is taken.</param>
    /// <param name="reason">Why there is no less and no more.</param>
    public static Option<T> Between<T>(this Option<T> option, T least, T most, string reason)
        where T : struct, IComparable<T>
    {
        option.Validators.Add(result => Check(result, () => result.GetValueOrDefault<T>(), least, most, reason));
        return option;
    }

    /// <inheritdoc cref="Between{T}(Option{T}, T, T, string)"/>
    public static Option<T?> Between<T>(this Option<T?> option, T least, T most, string reason)
        where T : struct, IComparable<T>
    {
        option.Validators.Add(result => Check(result, result.GetValueOrDefault<T?>, least, most, reason));
        return option;
    }

    /// <summary>Refuses values below a bound.</summary>
    /// <inheritdoc cref="Between{T}(Option{T}, T, T, string)"/>
    public static Option<T> AtLeast<T>(this Option<T> option, T least, string reason)
        where T : struct, IComparable<T>
    {
        option.Validators.Add(result => Check(result, () => result.GetValueOrDefault<T>(), least, null, reason));
        return option;
    }

    /// <inheritdoc cref="AtLeast{T}(Option{T}, T, string)"/>
    public static Option<T?> AtLeast<T>(this Option<T?> option, T least, string reason)
        where T : struct, IComparable<T>
    {
        option.Validators.Add(result => Check(result, result.GetValueOrDefault<T?>, least, null, reason));
        return option;
    }

    /// <summary>Refuses other words, and completes these.</summary>
    public static Option<string> OneOf(this Option<string> option, params string[] words)
    {
        option.CompletionSources.Add(words);
        option.Validators.Add(result => Check(result, option.Name, words));
        return option;
    }

    /// <inheritdoc cref="OneOf(Option{string}, string[])"/>
    public static Argument<string> OneOf(this Argument<string> argument, params string[] words)
    {
        argument.CompletionSources.Add(words);
        argument.Validators.Add(result => Check(result, argument.Name, words));
        return argument;
    }

    /// <summary>Refuses what is no list of addresses to connect to.</summary>
    public static Option<T> Servers<T>(this Option<T> option)
        where T : class?
    {
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && !BrokerAddress.TryParseList(text, out _, out string? fault)) result.AddError($"{option.Name}: {fault}");
        });
        return option;
    }

    /// <summary>Refuses words that begin with a dash as arguments of the command and those below it: who writes one means an option, and there is none of this name.</summary>
    public static void RefuseUnknownOptions(Command command)
    {
        foreach (Argument argument in command.Arguments)
        {
            argument.Validators.Add(result =>
            {
                foreach (Token token in result.Tokens)
                    if (token.Value.Length > 1 && token.Value[0] == '-') result.AddError(UsageErrors.UnknownOption(command, token.Value));
            });
        }

        foreach (Command below in command.Subcommands) RefuseUnknownOptions(below);
    }

    /// <summary>Words as a sentence lists them: a, b or c.</summary>
    public static string Listed(IReadOnlyList<string> words) => words.Count < 2 ? string.Concat(words) : $"{string.Join(", ", words.SkipLast(1))} or {words[^1]}";

    private static void Check(SymbolResult result, string name, string[] words)
    {
        if (result.Tokens is [{ Value: var word }] && !words.Contains(word)) result.AddError($"{name} '{word}' is not {Listed(words)}");
    }

    private static void Check<T>(OptionResult result, Func<T?> read, T least, T? most, string reason)
        where T : struct, IComparable<T>
    {
        T? found;
        try
        {
            found = read();
        }
        catch (InvalidOperationException)
        {
            // It is no number at all, which the parser tells by itself.
            return;
        }

        if (found is not { } value) return;
        if (most is { } bound && (value.CompareTo(least) < 0 || value.CompareTo(bound) > 0)) result.AddError(FormattableString.Invariant($"{result.Option.Name} {value} is not from {least} to {bound}: {reason}"));
        else if (most is null && value.CompareTo(least) < 0) result.AddError(FormattableString.Invariant($"{result.Option.Name} {value} is below {least}: {reason}"));
    }
}
