using System.CommandLine;
using System.CommandLine.Parsing;

namespace Vicinity.Cli;

/// <summary>The applications that there are, and which of them a command is to run.</summary>
internal sealed class ApplicationList
{
    private readonly IReadOnlyList<IApplication> _all;
    private readonly Option<string?> _chosen;

    private ApplicationList(IReadOnlyList<IApplication> all)
    {
        _all = all;
        _chosen = new Option<string?>("--apps") { Description = $"The applications to run, separated by commas (default: all: {Names})" };
        _chosen.Validators.Add(Check);
    }

    private string Names => string.Join(',', _all.Select(a => a.Name));

    /// <summary>All applications; a new one is a class, and a line here.</summary>
    public static IReadOnlyList<IApplication> All()
    {
        Option<string> demo = new Option<string>("--demo") { Description = "on: each application shows something without further steps; off: they wait for reports", DefaultValueFactory = _ => "on" }.OneOf("on", "off");
        return [new TrafficApplication(demo), new ContactsApplication(demo), new WeatherApplication(demo), new ClusterApplication()];
    }

    /// <summary>Adds <c>--apps</c> and the options of all applications to a command.</summary>
    public static ApplicationList AddTo(Command command, IReadOnlyList<IApplication> all)
    {
        var list = new ApplicationList(all);
        command.Options.Add(list._chosen);
        foreach (Option option in all.SelectMany(a => a.SharedOptions).Distinct().Concat(all.SelectMany(a => a.Options))) command.Options.Add(option);
        return list;
    }

    /// <summary>Checks the settings and options of those that were asked for.</summary>
    /// <returns>Puts them together on the log that they are to stand on.</returns>
    /// <exception cref="UsageException">A setting or an option is wrong, or is for an application that was not asked for.</exception>
    public Func<Engine, IReadOnlyList<ComposedApplication>> Prepare(ParseResult parsed)
    {
        string[] chosen = Split(parsed.GetValue(_chosen) ?? Names);
        foreach (IApplication left in _all.Where(a => !chosen.Contains(a.Name)))
            if (left.Options.FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false }) is { } useless)
                throw new UsageException($"{useless.Name} is for the application '{left.Name}', which --apps leaves out: add it to --apps, or leave the option out");
        (string Name, Func<Engine, ComposedApplication> Compose)[] prepared = [.. _all.Where(a => chosen.Contains(a.Name)).Select(a => (a.Name, Composition.Prepare(a, parsed)))];
        return engine => [.. prepared.Select(a => Composition.Compose(a.Name, () => a.Compose(engine)))];
    }

    private static string[] Split(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private void Check(OptionResult result)
    {
        string[] known = [.. _all.Select(a => a.Name)];
        string[] chosen = Split(result.GetValueOrDefault<string?>() ?? "");
        if (chosen.Length == 0) result.AddError($"--apps names no application; there are: {Names}");
        foreach (string name in chosen.Except(known)) result.AddError($"there is no application '{name}'{NearestName.Hint(name, known)}; there are: {Names}");
    }
}
