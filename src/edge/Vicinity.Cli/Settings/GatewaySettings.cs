using Vicinity.Gateway;

namespace Vicinity.Cli;

/// <summary>Settings of the gateway: section <c>Gateway</c>; the address of an OTLP collector also by its standard variable.</summary>
internal static class GatewaySettings
{
    private const string LoopbackOperator = "LoopbackOperator";

    /// <param name="http">The address on the command line, which overrules; null when there is none.</param>
    /// <param name="isDemo">Whether a browser of this machine is the operator's unless a setting says otherwise, where the gateway listens on loopback and no proxy is configured.</param>
    /// <exception cref="UsageException">A value cannot be used, or a name is not known.</exception>
    public static GatewayOptions Load(string? http, bool isDemo = false)
    {
        IReadOnlyList<FoundSetting> found = [.. SettingsSource.Of("Gateway")];
        GatewayOptions options = found.Aggregate(new GatewayOptions { OtlpEndpoint = Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT") }, Apply);
        options = options with { Http = http ?? options.Http };
        if (isDemo && !found.Any(s => s.Name.Equals(LoopbackOperator, StringComparison.OrdinalIgnoreCase))) options = options with { LoopbackOperator = options.IsPlainLoopback };
        SettingProblems.Refuse(options.Problems(), http is null ? [] : [(nameof(GatewayOptions.Http), "--http")]);
        return options;
    }

    private static GatewayOptions Apply(GatewayOptions options, FoundSetting setting) => setting.Name.ToUpperInvariant() switch
    {
        "HTTP" => options with { Http = setting.Value },
        "PAGEFOLDER" => options with { PageFolder = setting.Value },
        "OPERATORKEY" => options with { OperatorKey = setting.Value },
        "LOOPBACKOPERATOR" => options with { LoopbackOperator = setting.Bool() },
        "ALLOWEDHOSTS" => options with { AllowedHosts = setting.List() },
        "PROXIES" => options with { Proxies = setting.List() },
        "MAXREQUESTBYTES" => options with { MaxRequestBytes = setting.Long() },
        "MAXCONNECTIONS" => options with { MaxConnections = setting.Int() },
        "OTLPENDPOINT" => options with { OtlpEndpoint = setting.Value },
        _ => throw setting.Unknown(),
    };
}
