using System.Buffers;
using System.Text;

namespace Vicinity.Weather;

/// <summary>
/// The file in which a terminal keeps all windows, each once, and beside it (<c>.position</c>) the position up to which it has them. A line that was torn by a crash is
/// cut off when the file is opened; the windows of that line come again. One caller at a time; one terminal a file.
/// </summary>
internal sealed class WindowFile : IDisposable
{
    // Windows that can come twice are near the end: those of the last message, and corrections of the kept past.
    private const int MostKnown = 200_000;

    private readonly FileStream _file;
    private readonly string _positionPath;
    private readonly bool _isCsv;
    private readonly HashSet<WindowId> _known = [];
    private readonly Queue<WindowId> _order = new();
    private readonly ArrayBufferWriter<byte> _buffer = new();

    private WindowFile(FileStream file, string positionPath, bool isCsv) => (_file, _positionPath, _isCsv) = (file, positionPath, isCsv);

    /// <summary>The position up to which the windows are in the file; empty for a new one.</summary>
    public string Position { get; private set; } = "";

    /// <summary>Windows in the file.</summary>
    public long Count { get; private set; }

    /// <summary>Opens the file, or begins it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="take">Called with each window that is in it.</param>
    /// <exception cref="IOException">It cannot be written, another terminal has it open, or a line in its middle is no window.</exception>
    public static WindowFile Open(string path, Action<Window> take)
    {
        bool isCsv = path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);
        var file = new WindowFile(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None), path + ".position", isCsv);
        try
        {
            file.ReadAll(path, take);
            if (File.Exists(file._positionPath)) file.Position = File.ReadAllText(file._positionPath).Trim();
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Adds windows that are not in it yet, and remembers the position. On disk when it returns.</summary>
    /// <returns>Those that were new.</returns>
    public IReadOnlyList<Window> Add(IReadOnlyList<Window> windows, string position)
    {
        List<Window> added = [];
        _buffer.ResetWrittenCount();
        foreach (Window window in windows)
        {
            if (!Know(WindowId.Of(window))) continue;
            added.Add(window);
            if (_isCsv) WindowCsv.Write(_buffer, window);
            else WindowJson.Write(_buffer, window);
            _buffer.Write("\n"u8);
        }
        if (added.Count > 0)
        {
            _file.Write(_buffer.WrittenSpan);
            _file.Flush(flushToDisk: true);
            Count += added.Count;
        }
        if (position != Position) Remember(position);
        return added;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private bool Know(WindowId id)
    {
        if (!_known.Add(id)) return false;
        _order.Enqueue(id);
        if (_order.Count > MostKnown) _known.Remove(_order.Dequeue());
        return true;
    }

    private void Remember(string position)
    {
        string fresh = _positionPath + ".new";
        File.WriteAllText(fresh, position);
        File.Move(fresh, _positionPath, overwrite: true);
        Position = position;
    }

    private void ReadAll(string path, Action<Window> take)
    {
        long whole = 0;
        int number = 0;
        var line = new ArrayBufferWriter<byte>(512);
        byte[] chunk = new byte[65_536];
        while (_file.Read(chunk) is > 0 and int read)
        {
            ReadOnlySpan<byte> rest = chunk.AsSpan(0, read);
            while (rest.IndexOf((byte)'\n') is >= 0 and int end)
            {
                line.Write(rest[..end]);
                whole += line.WrittenCount + 1;
                number++;
                if (!(_isCsv && number == 1)) Take(line.WrittenSpan, path, number, take);
                line.ResetWrittenCount();
                rest = rest[(end + 1)..];
            }
            line.Write(rest);
            if (line.WrittenCount > 65_536) throw new IOException($"'{path}' is no file of windows: line {number + 1} is longer than 65536 bytes");
        }
        // What stands after the last line break was torn by a crash, and was never remembered as kept.
        _file.SetLength(whole);
        _file.Position = whole;
        if (whole == 0 && _isCsv)
        {
            _file.Write(Encoding.UTF8.GetBytes(WindowCsv.Header + "\n"));
            _file.Flush(flushToDisk: true);
        }
    }

    private void Take(ReadOnlySpan<byte> line, string path, int number, Action<Window> take)
    {
        string? reason;
        if (!(_isCsv ? WindowCsv.TryRead(line, out Window? window, out reason) : WindowJson.TryRead(line, out window, out reason)))
            throw new IOException($"'{path}' is no file of windows: line {number}: {reason}");
        Know(WindowId.Of(window!));
        Count++;
        take(window!);
    }
}
