using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace Vicinity.Cli;

/// <summary>Writes results: tables for people, JSON for programs.</summary>
internal static class Tables
{
    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a value as JSON on standard output.</summary>
    public static void Json<T>(T value) => Console.Out.WriteLine(JsonSerializer.Serialize(value, s_json));

    /// <summary>Writes a table with these columns; numbers stand to the right.</summary>
    public static void Write(string[] columns, IEnumerable<object?[]> rows, string ifEmpty)
    {
        var table = new Table { Border = TableBorder.Rounded };
        object?[][] all = [.. rows];
        if (all.Length == 0)
        {
            AnsiConsole.MarkupLineInterpolated($"[grey]{ifEmpty}[/]");
            return;
        }

        for (int c = 0; c < columns.Length; c++)
        {
            var column = new TableColumn(new Markup($"[bold]{Markup.Escape(columns[c])}[/]"));
            int index = c;
            if (all.All(r => r[index] is int or long or double or null)) column.RightAligned();
            table.AddColumn(column);
        }

        foreach (object?[] row in all) table.AddRow([.. row.Select(cell => Markup.Escape(Plain(cell?.ToString() ?? "-")))]);
        AnsiConsole.Write(table);
    }

    /// <summary>Names that others have chosen, such as a group's or a client's, must not command the terminal.</summary>
    public static string Plain(string text) => text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? '?' : c)) : text;
}
