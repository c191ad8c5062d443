using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Vicinity.Cli;

/// <summary>Other programs that find all pairs of points within radius 2, measured on the same points: SciPy's cKDTree.query_pairs, and a C program whose source the caller names.</summary>
internal sealed class PairPeers : IDisposable
{
    private const string Script = """
        import sys, time, json
        import numpy as np
        from scipy.spatial import cKDTree
        points = np.fromfile(sys.argv[1]).reshape(-1, 2)
        times = []
        for _ in range(int(sys.argv[2])):
            begin = time.perf_counter()
            pairs = cKDTree(points).query_pairs(2.0, output_type='ndarray')
            times.append((time.perf_counter() - begin) * 1e3)
        print(json.dumps({'pairs': len(pairs), 'ms': sorted(times)[len(times) // 2]}))
        """;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vicinity-contacts-");
    private readonly List<string> _missing = [];
    private readonly string? _program;
    private bool _hasScipy = true;

    /// <summary>Compiles the C program, where there is one.</summary>
    public PairPeers(string? source)
    {
        if (source is null)
        {
            _missing.Add("C: not measured; --peer-c FILE names the source of a program to compare with");
            return;
        }
        string program = Path.Combine(_folder.FullName, "peer");
        string? trouble = Run("cc", ["-O2", "-std=gnu17", "-o", program, source, "-lm"], out _);
        if (trouble is null) _program = program;
        else _missing.Add($"C: {source} cannot be compiled: {trouble}");
    }

    /// <summary>Which programs were not measured, and why.</summary>
    public IReadOnlyList<string> Missing => _missing;

    /// <summary>Measures both; null for one that is not there.</summary>
    public ((long Pairs, double Ms)? Scipy, (long Pairs, double Ms)? Peer) Measure(double[] points, int repetitions)
    {
        string path = Path.Combine(_folder.FullName, "points");
        File.WriteAllBytes(path, System.Runtime.InteropServices.MemoryMarshal.AsBytes<double>(points));
        string times = repetitions.ToString(CultureInfo.InvariantCulture);
        return (Scipy(path, times), _program is { } program ? Read(program, ["-F", path, "-k", "2", "-i", times], "C") : null);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private (long Pairs, double Ms)? Scipy(string path, string times)
    {
        if (!_hasScipy) return null;
        (long Pairs, double Ms)? figure = Read(OperatingSystem.IsWindows() ? "python" : "/usr/bin/python3", ["-c", Script, path, times], "SciPy");
        _hasScipy = figure is not null;
        return figure;
    }

    private (long Pairs, double Ms)? Read(string program, string[] arguments, string name)
    {
        string? trouble = Run(program, arguments, out string output);
        if (trouble is null)
        {
            try
            {
                using JsonDocument figure = JsonDocument.Parse(output);
                return (figure.RootElement.GetProperty("pairs").GetInt64(), figure.RootElement.GetProperty("ms").GetDouble());
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
            {
                trouble = $"its answer has no pairs and ms: {e.Message}";
            }
        }
        _missing.Add($"{name}: not measured; {trouble}");
        return null;
    }

    private static string? Run(string program, string[] arguments, out string output)
    {
        output = "";
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            Task<string> errors = process.StandardError.ReadToEndAsync(), answer = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(s_patience))
            {
                process.Kill(entireProcessTree: true);
                return $"it took longer than {s_patience.TotalSeconds:N0} s";
            }
            output = answer.Result;
            return process.ExitCode == 0 ? null : errors.Result.Trim().Split('\n')[^1];
        }
        catch (Win32Exception e)
        {
            return e.Message;
        }
    }
}
