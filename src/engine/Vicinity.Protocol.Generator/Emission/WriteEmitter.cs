using System.Linq;

namespace Vicinity.Protocol.Generator;

/// <summary>Writes a struct's <c>Write</c>.</summary>
internal sealed class WriteEmitter
{
    private readonly CodeBuilder _code;
    private readonly StructDefinition _definition;
    private readonly bool _everFlexible;

    public WriteEmitter(CodeBuilder code, StructDefinition definition, bool everFlexible)
    {
        _code = code;
        _definition = definition;
        _everFlexible = everFlexible;
    }

    public void EmitBody()
    {
        foreach (var field in _definition.Fields.Where(field => field.Tag is null))
            Field(field, "writer", field.Versions.Condition(_definition.Versions));
        if (_everFlexible)
            TaggedSection();
    }

    private void Field(FieldDefinition field, string writer, string? condition)
    {
        if (field.IsArray && field.Kind == FieldKind.Struct)
        {
            _code.Open(condition is null ? null : $"if ({condition})");
            _code.Line($"{writer}.WriteArrayCount({field.Name}{(field.IsNullableInCSharp ? "?.Count ?? -1" : ".Count")}, flexible, {field.NullCondition(_definition.Versions)});");
            _code.Line($"foreach (var element in {field.Name}{(field.IsNullableInCSharp ? " ?? []" : "")})");
            _code.Line($"    element.Write(ref {writer}, version);");
            _code.Close();
            return;
        }

        _code.When(condition, Statement(field, writer));
    }

    private string Statement(FieldDefinition field, string writer)
    {
        if (field.IsArray)
            return $"{writer}.Write{FieldKinds.MethodWord(field.Kind)}List({field.Name}, flexible, {field.NullCondition(_definition.Versions)});";
        return field.Kind switch
        {
            FieldKind.Struct => $"{field.Name}.Write(ref {writer}, version);",
            FieldKind.String or FieldKind.Bytes or FieldKind.Records =>
                $"{writer}.Write{FieldKinds.MethodWord(field.Kind)}({field.Name}, flexible, {field.NullCondition(_definition.Versions)});",
            _ => $"{writer}.Write{FieldKinds.MethodWord(field.Kind)}({field.Name});",
        };
    }

    private void TaggedSection()
    {
        var tagged = _definition.Fields.Where(field => field.Tag is not null).OrderBy(field => field.Tag).ToList();
        _code.Open("if (flexible)");
        if (tagged.Count == 0)
        {
            _code.Line("writer.WriteUnsignedVarint(0);");
            _code.Close();
            return;
        }

        _code.Line("var tags = 0u;");
        foreach (var field in tagged)
            _code.When(Present(field), "tags++;");
        _code.Line("writer.WriteUnsignedVarint(tags);");
        foreach (var field in tagged)
        {
            _code.Open($"if ({Present(field)})");
            _code.Line("var measure = ProtocolWriter.Measuring();");
            Field(field, "measure", null);
            _code.Line($"writer.WriteTag({field.Tag}, measure.Written);");
            Field(field, "writer", null);
            _code.Close();
        }

        _code.Close();
    }

    private string Present(FieldDefinition field)
    {
        var set = field switch
        {
            { IsNullableInCSharp: true } => $"{field.Name} is not null",
            { IsArray: true } => $"{field.Name}.Count > 0",
            { Kind: FieldKind.String } => $"{field.Name}.Length > 0",
            { Kind: FieldKind.Bytes or FieldKind.Records } => $"!{field.Name}.IsEmpty",
            _ => $"{field.Name} != {field.Default ?? "default"}",
        };
        return field.Versions.Condition(_definition.Versions) is { } condition ? $"{condition} && {set}" : set;
    }
}
