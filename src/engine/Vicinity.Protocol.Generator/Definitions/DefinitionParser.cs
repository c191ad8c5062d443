using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Vicinity.Protocol.Generator;

/// <summary>Reads a definition file (docs/formats/protocol.md describes the notation).</summary>
internal sealed class DefinitionParser
{
    private readonly ApiDefinition _api = new();
    private readonly Stack<StructDefinition> _open = new();
    private List<StructDefinition>? _side;
    private string? _comment;

    /// <summary>Parses the lines of one file.</summary>
    /// <exception cref="DefinitionException">A line is not in the notation, or a name is missing or doubled.</exception>
    public static ApiDefinition Parse(IReadOnlyList<string> lines)
    {
        var parser = new DefinitionParser();
        for (var i = 0; i < lines.Count; i++)
            parser.Line(lines[i].Trim(), i + 1);
        return parser.Finish(lines.Count);
    }

    private void Line(string text, int number)
    {
        if (text.Length == 0)
            return;
        if (text[0] == '#')
            _comment = _comment is null ? text.Substring(1).Trim() : _comment + " " + text.Substring(1).Trim();
        else if (text is "request" or "response")
            OpenSide(text, number);
        else if (_side is null)
            Header(text, number);
        else if (text == "}")
            CloseBody(number);
        else
            Field(text, number);
    }

    private void Header(string text, int number)
    {
        var parts = text.Split(' ');
        switch (parts[0])
        {
            case "api" when parts.Length == 2:
                _api.Name = parts[1];
                break;
            case "key" when parts.Length == 2:
                _api.Key = Number(parts[1], number);
                break;
            case "versions" when parts.Length == 2 && parts[1].Contains('-'):
                var range = parts[1].Split('-');
                _api.Versions = new VersionRange(Number(range[0], number), Number(range[1], number));
                break;
            case "flexible" when parts.Length == 2:
                _api.FirstFlexible = parts[1] == "never" ? int.MaxValue : Number(parts[1], number);
                break;
            default:
                throw new DefinitionException(number, $"not a header line: '{text}'");
        }
    }

    private void OpenSide(string side, int number)
    {
        if (_api.Name.Length == 0 || _api.Key < 0)
            throw new DefinitionException(number, "'api' and 'key' must come before the messages");
        if (_open.Count > 1)
            throw new DefinitionException(number, $"'{_open.Peek().Name}' is not closed");
        _open.Clear();
        _side = side == "request" ? _api.Request : _api.Response;
        if (_side.Count > 0)
            throw new DefinitionException(number, $"a second {side}");
        Push(new StructDefinition(_api.Name + (side == "request" ? "Request" : "Response"), _api.Versions), number);
    }

    private void Field(string text, int number)
    {
        var owner = _open.Peek();
        var field = FieldParser.Parse(text, number, owner.Versions, out var opensBody);
        if (field.Kind == FieldKind.Struct && !opensBody && !_side!.Any(known => known.Name == field.TypeWord))
            throw new DefinitionException(number, $"'{field.TypeWord}' is neither a primitive nor a struct defined above");
        if (owner.Fields.Any(other => other.Name == field.Name))
            throw new DefinitionException(number, $"'{field.Name}' is there twice");
        field.Comment = _comment;
        _comment = null;
        owner.Fields.Add(field);
        if (opensBody)
            Push(new StructDefinition(field.TypeWord, field.Versions) { Comment = field.Comment }, number);
    }

    private void Push(StructDefinition definition, int number)
    {
        if (_side!.Any(other => other.Name == definition.Name))
            throw new DefinitionException(number, $"struct '{definition.Name}' is there twice");
        definition.Comment ??= _comment;
        _comment = null;
        _side!.Add(definition);
        _open.Push(definition);
    }

    private void CloseBody(int number)
    {
        if (_open.Count < 2)
            throw new DefinitionException(number, "'}' closes nothing");
        _open.Pop();
    }

    private ApiDefinition Finish(int number)
    {
        if (_api.Request.Count == 0 || _api.Response.Count == 0)
            throw new DefinitionException(number, "request or response is missing");
        if (_open.Count > 1)
            throw new DefinitionException(number, $"'{_open.Peek().Name}' is not closed");
        return _api;
    }

    private static int Number(string text, int line) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new DefinitionException(line, $"'{text}' is not a number");
}
