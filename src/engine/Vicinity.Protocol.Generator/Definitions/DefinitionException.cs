using System;

namespace Vicinity.Protocol.Generator;

/// <summary>A definition file is wrong at a line (counted from 1).</summary>
internal sealed class DefinitionException : Exception
{
    public DefinitionException(int line, string message)
        : base(message) => Line = line;

    public int Line { get; }
}
