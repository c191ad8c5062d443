using System.CommandLine;

namespace Vicinity.Cli;

/// <summary><c>vicinity completion</c>: the lines that teach a shell to complete commands, options, topics and groups of this program.</summary>
internal static class CompletionCommand
{
    // The words come from the program itself, by System.CommandLine's directive [suggest:POSITION]. It gives one a line.
    private const string Bash = """
        # vicinity: completion for bash. Put this into ~/.bashrc:  source <(vicinity completion bash)
        _vicinity_complete() {
            local word=${COMP_WORDS[COMP_CWORD]} suggested
            COMPREPLY=()
            while IFS= read -r suggested; do
                if [[ $suggested == "$word"* ]]; then COMPREPLY+=("$suggested"); fi
            done < <("${COMP_WORDS[0]}" "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)
        }
        complete -o default -F _vicinity_complete vicinity ./vicinity
        """;

    private const string Zsh = """
        # vicinity: completion for zsh. Put this into ~/.zshrc, behind compinit:  source <(vicinity completion zsh)
        _vicinity_complete() {
            local -a suggested
            suggested=("${(@f)$(${words[1]} "[suggest:${CURSOR}]" "$BUFFER" 2>/dev/null)}")
            suggested=(${suggested:#})
            if (( ${#suggested} )); then compadd -- $suggested; else _files; fi
        }
        compdef _vicinity_complete vicinity ./vicinity
        """;

    private const string Fish = """
        # vicinity: completion for fish. Write this to ~/.config/fish/completions/vicinity.fish
        function __vicinity_complete
            set -l line (commandline -cp)
            set -l command (commandline -opc)[1]
            $command "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c vicinity -a '(__vicinity_complete)'
        """;

    private static readonly Dictionary<string, string> s_scripts = new() { ["bash"] = Bash, ["zsh"] = Zsh, ["fish"] = Fish };

    public static Command Create()
    {
        Command command = CommonOptions.Describe(
            "completion",
            "Write the lines that let a shell complete commands, options, topics and groups.",
            "source <(vicinity completion bash)",
            "source <(vicinity completion zsh)",
            "vicinity completion fish > ~/.config/fish/completions/vicinity.fish");
        Argument<string> shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish" }.OneOf([.. s_scripts.Keys]);
        command.Arguments.Add(shell);
        command.SetAction(parsed =>
        {
            Console.Out.WriteLine(s_scripts[parsed.GetValue(shell)!].ReplaceLineEndings("\n"));
            return ExitCodes.Done;
        });
        return command;
    }
}
