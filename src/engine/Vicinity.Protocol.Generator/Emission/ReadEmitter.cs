using System.Linq;

namespace Vicinity.Protocol.Generator;

/// <summary>Writes a struct's <c>Read</c>.</summary>
internal sealed class ReadEmitter
{
    private readonly CodeBuilder _code;
    private readonly StructDefinition _definition;
    private readonly StructSizes _sizes;
    private readonly bool _everFlexible;

    public ReadEmitter(CodeBuilder code, StructDefinition definition, StructSizes sizes, bool everFlexible)
    {
        _code = code;
        _definition = definition;
        _sizes = sizes;
        _everFlexible = everFlexible;
    }

    /// <summary>Emits the statements between the creation of <c>value</c> and its return.</summary>
    public void EmitBody()
    {
        foreach (var field in _definition.Fields.Where(field => field.Tag is null))
            Field(field, field.Versions.Condition(_definition.Versions));
        if (_everFlexible)
            TaggedSection();
    }

    private void Field(FieldDefinition field, string? condition)
    {
        if (field.IsArray && field.Kind == FieldKind.Struct)
        {
            _code.Open(condition is null ? null : $"if ({condition})");
            _code.Line($"var count = reader.ReadArrayCount(flexible, {field.NullCondition(_definition.Versions)}, {_sizes.Of(field.TypeWord)}, {What(field)});");
            _code.Line($"var list = count < 0 ? {(field.IsNullableInCSharp ? "null" : "[]")} : new System.Collections.Generic.List<{field.TypeWord}>(count);");
            _code.Line("for (var i = 0; i < count; i++)");
            _code.Line($"    list{(field.IsNullableInCSharp ? "!" : "")}.Add({field.TypeWord}.Read(ref reader, version));");
            _code.Line($"value.{field.Name} = list;");
            _code.Close();
            return;
        }

        _code.When(condition, $"value.{field.Name} = {Expression(field)};");
    }

    private string Expression(FieldDefinition field)
    {
        var nullable = field.NullableVersions is not null;
        if (field.IsArray)
            return $"reader.Read{FieldKinds.MethodWord(field.Kind)}List(flexible, {field.NullCondition(_definition.Versions)}, {What(field)}){(nullable ? "" : "!")}";
        return field.Kind switch
        {
            FieldKind.Struct => $"{field.TypeWord}.Read(ref reader, version)",
            FieldKind.String => $"reader.ReadString(flexible, {field.NullCondition(_definition.Versions)}, {What(field)}){(nullable ? "" : "!")}",
            FieldKind.Bytes or FieldKind.Records =>
                $"reader.ReadBytes(flexible, {field.NullCondition(_definition.Versions)}, {What(field)}){(nullable ? "" : "!.Value")}",
            _ => $"reader.Read{FieldKinds.MethodWord(field.Kind)}({What(field)})",
        };
    }

    private void TaggedSection()
    {
        var tagged = _definition.Fields.Where(field => field.Tag is not null).ToList();
        _code.Open("if (flexible)");
        if (tagged.Count == 0)
        {
            _code.Line($"reader.SkipTaggedSection(\"{_definition.Name}\");");
            _code.Close();
            return;
        }

        _code.Line($"var section = reader.EnterTaggedSection(\"{_definition.Name}\");");
        _code.Open("while (reader.NextTag(ref section))");
        _code.Open("switch (section.Tag)");
        foreach (var field in tagged)
        {
            var condition = field.Versions.Condition(_definition.Versions);
            _code.Open($"case {field.Tag}{(condition is null ? "" : " when " + condition)}:");
            Field(field, null);
            _code.Line("reader.LeaveTag(ref section);");
            _code.Line("break;");
            _code.Close();
        }

        _code.Open("default:").Line("reader.SkipTag(ref section);").Line("break;").Close();
        _code.Close().Close().Close();
    }

    private string What(FieldDefinition field) => $"\"{_definition.Name}.{field.Name}\"";
}
