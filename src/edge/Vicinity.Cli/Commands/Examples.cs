using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Runtime.CompilerServices;

namespace Vicinity.Cli;

/// <summary>Examples of commands, written below their help.</summary>
internal static class Examples
{
    private static readonly ConditionalWeakTable<Command, string[]> s_examples = [];

    public static void Add(Command command, string[] examples) => s_examples.Add(command, examples);

    /// <summary>Makes the help of all commands end in their examples.</summary>
    public static void ShowInHelp(RootCommand root)
    {
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        foreach (string foreign in (string[])["/h", "/?", "-?"]) help.Aliases.Remove(foreign);
        help.Action = new HelpWithExamples((SynchronousCommandLineAction)help.Action!);
    }

    private sealed class HelpWithExamples(SynchronousCommandLineAction help) : SynchronousCommandLineAction
    {
        // Who asks for help need not have named everything that the command wants.
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parsed)
        {
            int result = help.Invoke(parsed);
            if (!s_examples.TryGetValue(parsed.CommandResult.Command, out string[]? examples)) return result;
            TextWriter output = parsed.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (string example in examples) output.WriteLine($"  {example}");
            output.WriteLine();
            return result;
        }
    }
}
