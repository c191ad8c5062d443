namespace Vicinity.Protocol.Generator;

/// <summary>Writes the properties of a message or struct.</summary>
internal static class PropertyEmitter
{
    public static void Emit(CodeBuilder code, FieldDefinition field)
    {
        if (field.Comment is not null)
            code.Summary(field.Comment);
        code.Line($"public {TypeOf(field)} {field.Name} {{ get; set; }}{InitializerOf(field)}");
        code.Line();
    }

    public static string ElementType(FieldDefinition field) =>
        field.Kind == FieldKind.Struct ? field.TypeWord : FieldKinds.CSharpType(field.Kind);

    private static string TypeOf(FieldDefinition field)
    {
        var type = ElementType(field);
        if (field.IsArray)
            type = $"System.Collections.Generic.List<{type}>";
        return field.IsNullableInCSharp ? type + "?" : type;
    }

    private static string InitializerOf(FieldDefinition field)
    {
        if (field.Default is not null)
            return $" = {field.Default};";
        if (field.IsNullableInCSharp)
            return "";
        if (field.IsArray)
            return " = [];";
        return field.Kind switch
        {
            FieldKind.String => " = \"\";",
            FieldKind.Struct => " = new();",
            _ => "",
        };
    }
}
