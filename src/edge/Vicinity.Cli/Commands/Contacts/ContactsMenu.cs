using System.Globalization;
using System.Text.Json.Nodes;
using Vicinity.Contacts;

namespace Vicinity.Cli;

/// <summary>
/// The menu of the original program: asks for its six parameters, then lets people come until it is told to stop. Reads lines, from a terminal or a pipe; the
/// end of the input stops as well.
/// </summary>
/// <param name="input">Where answers come from.</param>
/// <param name="output">Where questions go.</param>
internal sealed class ContactsMenu(TextReader input, TextWriter output)
{
    private const int MostAtOnce = PersonProcesses.Most;

    private static readonly string[] s_asked = ["field_width", "field_height", "scale_factor", "zombie_lifetime", "infection_radius", "infection_cooldown"];

    /// <summary>Asks for the parameters; an empty line takes what is shown.</summary>
    /// <param name="parameters">What is taken then.</param>
    /// <param name="cancel">Ends the asking.</param>
    public async Task<SimulationParameters> AskParametersAsync(SimulationParameters parameters, CancellationToken cancel)
    {
        await output.WriteLineAsync("Parameters of the simulation; Enter takes the value in brackets.").ConfigureAwait(false);
        foreach (string name in s_asked)
        {
            ParameterDescription parameter = ParameterDescription.All.First(p => p.Name == name);
            while (true)
            {
                await output.WriteAsync($"  {name} [{ParameterJson.Write(parameters)[name]}]: ").ConfigureAwait(false);
                if (await ReadAsync(cancel).ConfigureAwait(false) is not { Length: > 0 } answer) break;
                if (ParameterOptions.Parse(parameter, answer) is not { } value)
                {
                    await output.WriteLineAsync($"  {name} '{Shown(answer)}' is not {parameter.Wanted}").ConfigureAwait(false);
                    continue;
                }
                SimulationParameters changed = ParameterJson.Merge(new JsonObject { [name] = value }, parameters);
                if (changed.Problems().FirstOrDefault(p => p.Name == name) is { } problem)
                {
                    await output.WriteLineAsync($"  {problem}").ConfigureAwait(false);
                    continue;
                }
                parameters = changed;
                break;
            }
        }
        return parameters;
    }

    /// <summary>Shows the menu and does what is chosen, until it is 0, the input ends, or it is cancelled.</summary>
    /// <param name="people">The people.</param>
    /// <param name="cancel">Ends the menu.</param>
    public async Task RunAsync(PersonProcesses people, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            string others = people.Ended == 0 ? "" : $", {people.Ended} gone{(people.Failed == 0 ? "" : $" ({people.Failed} of them not in order: see {people.Log})")}";
            await output.WriteAsync($"""

                {Counted.Of(people.Living, "person lives", "people live")}{others}

                Menu:
                1) Add 1 safe person
                2) Add 1 infected person
                3) Add X safe and Y infected people
                0) Stop the simulation

                What do you want to do? 
                """).ConfigureAwait(false);
            switch (await ReadAsync(cancel).ConfigureAwait(false))
            {
                case null or "0":
                    return;
                case "1":
                    await AddAsync(people, 1, 0).ConfigureAwait(false);
                    break;
                case "2":
                    await AddAsync(people, 0, 1).ConfigureAwait(false);
                    break;
                case "3":
                    if (await AskCountAsync("safe", cancel).ConfigureAwait(false) is { } safe && await AskCountAsync("infected", cancel).ConfigureAwait(false) is { } infected)
                        await AddAsync(people, safe, infected).ConfigureAwait(false);
                    break;
                case "":
                    break;
                case { } other:
                    await output.WriteLineAsync($"'{Shown(other)}' is not 1, 2, 3 or 0").ConfigureAwait(false);
                    break;
            }
        }
    }

    private async Task AddAsync(PersonProcesses people, int safe, int infected)
    {
        int added = 0;
        try
        {
            for (; added < safe + infected; added++) people.Add(infected: added >= safe);
            await output.WriteLineAsync($"Added {safe} safe and {infected} infected").ConfigureAwait(false);
        }
        catch (InvalidOperationException full)
        {
            await output.WriteLineAsync($"Added {added} of {safe + infected}: {full.Message}").ConfigureAwait(false);
        }
    }

    private async Task<int?> AskCountAsync(string which, CancellationToken cancel)
    {
        while (true)
        {
            await output.WriteAsync($"  How many {which} people? ").ConfigureAwait(false);
            if (await ReadAsync(cancel).ConfigureAwait(false) is not { Length: > 0 } answer) return null;
            if (int.TryParse(answer, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count <= MostAtOnce) return count;
            await output.WriteLineAsync($"  '{Shown(answer)}' is not from 0 to {MostAtOnce}: each is a process").ConfigureAwait(false);
        }
    }

    /// <summary>A line without the blanks around it; null at the end of the input, which is that of its terminal too, and when it is cancelled.</summary>
    private async Task<string?> ReadAsync(CancellationToken cancel)
    {
        try
        {
            // Reading a terminal cannot be cancelled: the thread is left behind, and ends with the process.
            return (await Task.Run(input.ReadLine, CancellationToken.None).WaitAsync(cancel).ConfigureAwait(false))?.Trim();
        }
        catch (Exception end) when (end is OperationCanceledException or IOException)
        {
            // Cancelled, or the terminal is gone.
            return null;
        }
    }

    private static string Shown(string text) => Tables.Plain(text.Length > 40 ? text[..40] + "…" : text);
}
