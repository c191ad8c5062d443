using System.CommandLine;

namespace Vicinity.Cli;

/// <summary>An application as the command line knows it: what <c>up</c> takes for it and shows of it, and its own commands. One class for each application.</summary>
internal interface IApplication
{
    /// <summary>Its name, as <c>--apps</c> takes it.</summary>
    string Name { get; }

    /// <summary>Its options of <c>up</c>; their names begin with that of the application.</summary>
    IReadOnlyList<Option> Options { get; }

    /// <summary>Examples of <c>up</c> with these options.</summary>
    IReadOnlyList<string> Examples => [];

    /// <summary>Its own commands.</summary>
    IReadOnlyList<Command> Commands { get; }

    /// <summary>Puts it together from settings and command line; nothing of it runs yet.</summary>
    /// <exception cref="UsageException">A setting or an option is wrong. Any other exception means that the application is down.</exception>
    ComposedApplication Compose(ParseResult parsed, Engine engine);
}
