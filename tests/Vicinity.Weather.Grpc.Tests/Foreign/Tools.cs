using System.Diagnostics;

namespace Vicinity.Weather.Grpc.Tests;

/// <summary>What foreign clients need. A test that lacks something is skipped and says how to get it.</summary>
internal static class Tools
{
    public const string Python = "/usr/bin/python3";

    private static readonly Lazy<bool> s_python = new(() => Works(Python, "-c", "import grpc, google.protobuf") && Works("protoc", "--version") && Works("which", "grpc_python_plugin"));
    private static readonly Lazy<bool> s_grpcjs = new(FindGrpcjs);

    public static string Protos { get; } = Path.Combine(RepositoryFolder.Root, "proto");

    public static void NeedsPython() => Assert.SkipUnless(s_python.Value,
        "needs grpcio for /usr/bin/python3 and protoc (apt-get install python3-grpcio python3-protobuf protobuf-compiler protobuf-compiler-grpc)");

    public static void NeedsGrpcjs() => Assert.SkipUnless(s_grpcjs.Value, "needs grpc-js (Node 20, then npm ci in tests/Vicinity.Weather.Grpc.Tests/grpcjs)");

    public static string Script(params string[] parts) => Path.Combine([RepositoryFolder.Root, "tests", "Vicinity.Weather.Grpc.Tests", .. parts]);

    private static bool FindGrpcjs()
    {
        string folder = Script("grpcjs"), module = Path.Combine(folder, "node_modules", "@grpc", "grpc-js");
        if (!Works("node", "--version")) return false;
        return Directory.Exists(module) || (Works("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error", "--prefix", folder) && Directory.Exists(module));
    }

    private static bool Works(string file, params string[] arguments)
    {
        try
        {
            using Process? process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true });
            return process is not null && process.WaitForExit(60_000) && process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
