using System.Diagnostics;

namespace Vicinity.Interop.Tests;

/// <summary>Which foreign programs this machine has. A test whose client is missing is skipped and says how to get it.</summary>
internal static class Installed
{
    private static readonly Lazy<bool> s_kcat = new(() => Works("kcat", "-V"));
    private static readonly Lazy<bool> s_kafkaPython = new(() => Works(PythonPath, "-c", "import kafka"));
    private static readonly Lazy<bool> s_confluent = new(() => Works(PythonPath, "-c", "import confluent_kafka"));
    private static readonly Lazy<string?> s_kafkaHome = new(FindKafka);
    private static readonly Lazy<bool> s_java = new(() => Works("javac", "-version"));
    private static readonly Lazy<bool> s_kafkajs = new(() => FindModule("kafkajs", "kafkajs"));
    private static readonly Lazy<bool> s_platformatic = new(() => FindModule("platformatic", "@platformatic/kafka"));

    /// <summary>The system's Python: Debian's packages are seen by this one only.</summary>
    public const string PythonPath = "/usr/bin/python3";

    /// <summary>The folder whose lib/ holds Apache Kafka's jars; only to be read after <see cref="NeedsJava"/>.</summary>
    public static string KafkaHome => s_kafkaHome.Value!;

    public static void NeedsKcat() => Assert.SkipUnless(s_kcat.Value, "needs kcat (apt-get install kcat)");

    public static void NeedsKafkaPython() => Assert.SkipUnless(s_kafkaPython.Value,
        "needs kafka-python for /usr/bin/python3 (apt-get install python3-kafka python3-lz4 python3-snappy python3-zstandard python3-crc32c python3-xxhash)");

    public static void NeedsConfluent() => Assert.SkipUnless(s_confluent.Value,
        "needs librdkafka for /usr/bin/python3 (apt-get install python3-confluent-kafka)");

    public static void NeedsKafkajs() => Assert.SkipUnless(s_kafkajs.Value,
        "needs kafkajs (Node 20, then npm ci in tests/Vicinity.Interop.Tests/kafkajs)");

    public static void NeedsPlatformatic() => Assert.SkipUnless(s_platformatic.Value,
        "needs @platformatic/kafka (Node 20, then npm ci in tests/Vicinity.Interop.Tests/platformatic)");

    public static void NeedsSarama() => Assert.SkipUnless(SaramaProgram.IsBuilt,
        "needs Go and Sarama (apt-get install golang-go golang-github-shopify-sarama-dev)");

    public static void NeedsConfluentNet() => Assert.SkipUnless(NativeLibrdkafka.Fault is null,
        $"needs a system that can load librdkafka 2.16 of the package Confluent.Kafka: {NativeLibrdkafka.Fault}");

    public static void NeedsJava()
    {
        Assert.SkipUnless(s_java.Value, "needs a JDK from version 17 on (apt-get install openjdk-17-jdk-headless)");
        Assert.SkipUnless(s_kafkaHome.Value is not null,
            "needs Apache Kafka's jars: unpack a release and name its folder in KAFKA_HOME, or put it into ../shared/tools/kafka");
    }

    private static bool Works(string file, params string[] arguments)
    {
        try
        {
            using Process? process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true });
            return process is not null && process.WaitForExit(30_000) && process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static string? FindKafka()
    {
        if (Environment.GetEnvironmentVariable("KAFKA_HOME") is { Length: > 0 } named) return HasJars(named) ? named : null;
        for (DirectoryInfo? folder = new(RepositoryFolder.Root); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "shared", "tools", "kafka");
            if (HasJars(candidate)) return candidate;
        }

        return null;
    }

    private static bool HasJars(string folder) =>
        Directory.Exists(Path.Combine(folder, "lib")) && Directory.EnumerateFiles(Path.Combine(folder, "lib"), "kafka-tools-*.jar").Any();

    private static bool FindModule(string folderName, string module)
    {
        string folder = RepositoryFolder.OfTests(folderName);
        if (!Works("node", "--version")) return false;
        if (Directory.Exists(Path.Combine(folder, "node_modules", module))) return true;
        return Works("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error", "--prefix", folder)
            && Directory.Exists(Path.Combine(folder, "node_modules", module));
    }
}
