using System.CommandLine;

namespace Vicinity.Cli;

/// <summary>An application as the command line knows it: what a command that runs it takes for it and shows of it, and its own commands.</summary>
internal interface IApplication
{
    /// <summary>Its name, as <c>--apps</c> takes it.</summary>
    string Name { get; }

    /// <summary>Its options; those of <c>up</c> have names that begin with that of the application.</summary>
    IReadOnlyList<Option> Options { get; }

    /// <summary>Options of <c>up</c> that it has in common with other applications.</summary>
    IReadOnlyList<Option> SharedOptions => [];

    /// <summary>Examples of <c>up</c> with these options.</summary>
    IReadOnlyList<string> Examples => [];

    /// <summary>Its own commands.</summary>
    IReadOnlyList<Command> Commands { get; }

    /// <summary>Reads and checks its settings and options, before anything is created or started.</summary>
    /// <returns>Puts it together on the log that it is to stand on; nothing of it runs yet.</returns>
    /// <exception cref="UsageException">A setting or an option is wrong. Any other exception, here or on the log, means that the application is down.</exception>
    Func<Engine, ComposedApplication> Prepare(ParseResult parsed);
}
