using System.Text;

namespace Vicinity.Protocol.Generator;

/// <summary>Source text with indentation.</summary>
internal sealed class CodeBuilder
{
    private readonly StringBuilder _text = new();
    private int _depth;

    public CodeBuilder Line(string text = "")
    {
        if (text.Length > 0)
            _text.Append(' ', _depth * 4).Append(text);
        _text.Append('\n');
        return this;
    }

    public CodeBuilder Open(string? head = null)
    {
        if (head is not null)
            Line(head);
        Line("{");
        _depth++;
        return this;
    }

    public CodeBuilder Close(string tail = "")
    {
        _depth--;
        return Line("}" + tail);
    }

    public CodeBuilder Summary(string text) =>
        Line("/// <summary>" + text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;") + "</summary>");

    /// <summary>One statement, behind <c>if (condition)</c> when there is a condition.</summary>
    public CodeBuilder When(string? condition, string statement)
    {
        if (condition is null)
            return Line(statement);
        Line($"if ({condition})");
        _depth++;
        Line(statement);
        _depth--;
        return this;
    }

    public override string ToString() => _text.ToString();
}
