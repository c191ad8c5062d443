namespace Vicinity.Protocol.Generator;

/// <summary>Writes the class of a struct or message.</summary>
internal static class StructEmitter
{
    /// <summary>Emits the class; <paramref name="isMessage"/> says whether it is the request or response itself.</summary>
    public static void Emit(CodeBuilder code, ApiDefinition api, StructDefinition definition, StructSizes sizes, bool isMessage, bool isRequest)
    {
        code.Line();
        code.Summary(definition.Comment ?? Describe(api, definition, isMessage, isRequest));
        code.Open($"public sealed partial class {definition.Name}{(isMessage ? Interface(api, isRequest) : "")}");
        if (isMessage)
            EmitStatics(code, api);
        foreach (var field in definition.Fields)
            PropertyEmitter.Emit(code, field);

        code.Summary("Reads the fields of `version`; throws ProtocolException on malformed bytes.");
        code.Open($"public static {definition.Name} Read(ref ProtocolReader reader, short version)");
        if (isMessage)
            code.Line("Versions.Require(ApiKey, version);");
        if (api.FirstFlexible != int.MaxValue)
            code.Line($"var flexible = version >= {api.FirstFlexible};");
        else
            code.Line("const bool flexible = false;");
        code.Line($"var value = new {definition.Name}();");
        new ReadEmitter(code, definition, sizes, api.EverFlexible).EmitBody();
        code.Line("return value;");
        code.Close().Line();

        code.Summary("Writes the fields that `version` has; values it cannot carry are left out.");
        code.Open("public void Write(ref ProtocolWriter writer, short version)");
        if (isMessage)
            code.Line("Versions.Require(ApiKey, version);");
        if (api.FirstFlexible != int.MaxValue)
            code.Line($"var flexible = version >= {api.FirstFlexible};");
        else
            code.Line("const bool flexible = false;");
        new WriteEmitter(code, definition, api.EverFlexible).EmitBody();
        code.Close();
        code.Close();
    }

    private static void EmitStatics(CodeBuilder code, ApiDefinition api)
    {
        code.Line($"public static ApiKey ApiKey => ApiKey.{api.Name};").Line();
        code.Line($"public static ApiRange Versions => new({api.Versions.Lowest}, {api.Versions.Highest});").Line();
        code.Line($"public static short LowestVersion => {api.Versions.Lowest};").Line();
        code.Line($"public static short HighestVersion => {api.Versions.Highest};").Line();
        code.Line($"public static short FirstFlexibleVersion => {(api.FirstFlexible == int.MaxValue ? "short.MaxValue" : api.FirstFlexible.ToString())};").Line();
    }

    private static string Interface(ApiDefinition api, bool isRequest) => isRequest
        ? $" : IRequestMessage<{api.Name}Request, {api.Name}Response>"
        : $" : IResponseMessage<{api.Name}Response>";

    private static string Describe(ApiDefinition api, StructDefinition definition, bool isMessage, bool isRequest) => isMessage
        ? $"{(isRequest ? "Request" : "Response")} of {api.Name} (api {api.Key}), versions {api.Versions.Lowest} to {api.Versions.Highest}."
        : $"Part of {api.Name}{(isRequest ? "Request" : "Response")}, in versions {definition.Versions.Lowest} to {definition.Versions.Highest}.";
}
