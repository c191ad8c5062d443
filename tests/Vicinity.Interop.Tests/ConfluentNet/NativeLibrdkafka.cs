using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace Vicinity.Interop.Tests;

/// <summary>
/// The librdkafka of the package Confluent.Kafka. Its usual build for Linux wants a version of libsasl2 that some systems lack, and the package then takes the system's older
/// librdkafka without a word; the build without SASL, which is in the package as well, runs everywhere.
/// </summary>
internal static class NativeLibrdkafka
{
    private const int LeastVersion = 0x02100000;
    private static readonly Lazy<string?> s_fault = new(Load);

    /// <summary>Why it cannot be used, or null.</summary>
    public static string? Fault => s_fault.Value;

    private static string? Load()
    {
        try
        {
            string file = Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "centos8-librdkafka.so");
            if (OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64 && File.Exists(file))
                NativeLibrary.SetDllImportResolver(typeof(Library).Assembly, (name, _, _) => name.Contains("librdkafka", StringComparison.Ordinal) ? NativeLibrary.Load(file) : 0);
            return Library.Version >= LeastVersion ? null : $"librdkafka {Library.VersionString} was loaded";
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException or InvalidOperationException or EntryPointNotFoundException or BadImageFormatException)
        {
            return e.Message;
        }
    }
}
