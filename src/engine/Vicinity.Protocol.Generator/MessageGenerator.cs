using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Vicinity.Protocol.Generator;

/// <summary>Turns the project's <c>*.message</c> files into message classes, the <c>ApiKey</c> enum and the API catalog.</summary>
[Generator]
public sealed class MessageGenerator : IIncrementalGenerator
{
    private static readonly DiagnosticDescriptor s_broken = new(
        "VPG001", "Definition file is wrong", "{0}", "Vicinity.Protocol", DiagnosticSeverity.Error, isEnabledByDefault: true);

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var files = context.AdditionalTextsProvider
            .Where(file => file.Path.EndsWith(".message", StringComparison.Ordinal))
            .Select(Parse);

        context.RegisterSourceOutput(files, (output, file) =>
        {
            if (file.Error is not null)
                output.ReportDiagnostic(file.Error);
            else
                output.AddSource(file.Api!.Name + ".g.cs", SourceText.From(MessageEmitter.Emit(file.Api), Encoding.UTF8));
        });
        context.RegisterSourceOutput(files.Collect(), EmitCatalog);
    }

    private static ParsedFile Parse(AdditionalText file, CancellationToken cancellation)
    {
        var lines = (file.GetText(cancellation)?.Lines ?? Enumerable.Empty<TextLine>()).Select(line => line.ToString()).ToList();
        try
        {
            return new ParsedFile(DefinitionParser.Parse(lines), null);
        }
        catch (DefinitionException error)
        {
            var at = new LinePosition(error.Line - 1, 0);
            var location = Location.Create(file.Path, default, new LinePositionSpan(at, at));
            return new ParsedFile(null, Diagnostic.Create(s_broken, location, Path.GetFileName(file.Path) + ": " + error.Message));
        }
    }

    private static void EmitCatalog(SourceProductionContext output, ImmutableArray<ParsedFile> files)
    {
        var apis = files.Where(file => file.Api is not null).Select(file => file.Api!).ToList();
        foreach (var twice in apis.GroupBy(api => api.Key).Where(group => group.Count() > 1))
            output.ReportDiagnostic(Diagnostic.Create(s_broken, Location.None, $"api key {twice.Key} is defined {twice.Count()} times"));
        output.AddSource("ApiCatalog.g.cs", SourceText.From(CatalogEmitter.Emit(apis), Encoding.UTF8));
    }

    private sealed class ParsedFile
    {
        public ParsedFile(ApiDefinition? api, Diagnostic? error)
        {
            Api = api;
            Error = error;
        }

        public ApiDefinition? Api { get; }

        public Diagnostic? Error { get; }
    }
}
