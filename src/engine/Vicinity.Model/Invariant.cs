using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Vicinity.Model;

/// <summary>
/// Checks that stay on in production. A broken one means that the program itself is wrong: the owner of the smallest unit that
/// may be damaged (one replica, as a rule) stops it and reports.
/// </summary>
public static class Invariant
{
    /// <summary>Throws when <paramref name="condition"/> does not hold.</summary>
    /// <exception cref="InvariantException">The condition is false.</exception>
    public static void Check(
        [DoesNotReturnIf(false)] bool condition,
        string? meaning = null,
        [CallerArgumentExpression(nameof(condition))] string expression = "")
    {
        if (!condition) Throw(meaning, expression);
    }

    [DoesNotReturn]
    private static void Throw(string? meaning, string expression) =>
        throw new InvariantException(meaning is null ? $"broken invariant: {expression}" : $"broken invariant: {meaning} ({expression})");
}
