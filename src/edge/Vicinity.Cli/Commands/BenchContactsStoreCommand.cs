using System.CommandLine;
using Vicinity.Contacts.Postgres;

namespace Vicinity.Cli;

/// <summary><c>vicinity bench contacts-store</c>: measures how fast people and contacts go to PostgreSQL, beside plain INSERT statements.</summary>
internal static class BenchContactsStoreCommand
{
    public static Command Create()
    {
        Command command = CommonOptions.Describe(
            "contacts-store",
            "Write people and contacts to a PostgreSQL database as the store does, and by plain INSERT statements. It makes the schema 'contacts' there and removes it.",
            "vicinity bench contacts-store --store 'Host=127.0.0.1;Database=bench;Username=vicinity'");
        var store = new Option<string>("--store") { Description = "Connection string of a database without a schema 'contacts'", Required = true };
        var people = new Option<int>("--people") { Description = "People who report in turn", DefaultValueFactory = _ => 40_000 }.Between(10, 1_000_000, "they are kept in memory");
        var rounds = new Option<int>("--rounds") { Description = "How many times each reports", DefaultValueFactory = _ => 5 }.Between(1, 100, "a round takes seconds");
        Option<bool> json = CommonOptions.Json();
        foreach (Option option in new Option[] { store, people, rounds, json }) command.Options.Add(option);
        command.SetAction(async (parsed, cancel) =>
        {
            StoreConnection where;
            try
            {
                where = StoreConnection.Parse(parsed.GetValue(store)!);
            }
            catch (StoreException wrong)
            {
                throw new UsageException($"{store.Name}: {wrong.Message}");
            }
            IReadOnlyList<StoreFigure> figures = await StoreLoad.MeasureAsync(where, parsed.GetValue(people), parsed.GetValue(rounds), cancel).ConfigureAwait(false);
            if (parsed.GetValue(json)) Tables.Json(figures);
            else Tables.Write(["Way", "Rows", "Seconds", "Rows/s"], figures.Select(f => new object?[] { f.What, $"{f.Rows:N0}", $"{f.Seconds:N2}", $"{f.PerSecond:N0}" }), "nothing measured");
            return ExitCodes.Done;
        });
        return command;
    }
}
