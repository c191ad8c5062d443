using System.CommandLine;
using System.CommandLine.Parsing;

namespace Vicinity.Cli;

/// <summary>Bounds of what stands on the command line.</summary>
internal static class Bounds
{
    /// <summary>Refuses other values of the option, as wrong usage.</summary>
    public static Option<T> Between<T>(this Option<T> option, T least, T most)
        where T : struct, IComparable<T>
    {
        option.Validators.Add(result => Check(result, () => result.GetValueOrDefault<T>(), least, most));
        return option;
    }

    /// <inheritdoc cref="Between{T}(Option{T}, T, T)"/>
    public static Option<T?> Between<T>(this Option<T?> option, T least, T most)
        where T : struct, IComparable<T>
    {
        option.Validators.Add(result => Check(result, result.GetValueOrDefault<T?>, least, most));
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

    private static void Check<T>(OptionResult result, Func<T?> read, T least, T most)
        where T : struct, IComparable<T>
    {
        try
        {
            if (read() is { } value && (value.CompareTo(least) < 0 || value.CompareTo(most) > 0))
                result.AddError(FormattableString.Invariant($"{result.Option.Name} {value} is not from {least} to {most}"));
        }
        catch (InvalidOperationException)
        {
            // It is no number at all, which the parser tells by itself.
        }
    }
}
