using System.IO.Compression;
using System.Text;

namespace Vicinity.Feeds;

/// <summary>The bytes of a recording, unpacked when they are gzip, and how far the reading has come. Not thread-safe, except for <see cref="Share"/>.</summary>
public sealed class TraceInput : IDisposable
{
    private const int PeekBytes = 4096;

    private readonly Stream _source;
    private readonly long _length;
    private readonly bool _packed;

    private TraceInput(Stream source)
    {
        if (!source.CanSeek) throw new TraceFormatException("the trace is a pipe, which cannot be looked into and then read; write it to a file first");
        _source = source;
        _length = source.Length;
        int first = source.ReadByte();
        // A device such as /dev/zero has no length and no end: whoever looks through it once would never come back.
        if (_length == 0 && first >= 0) throw new TraceFormatException("the trace has no length and yet has bytes, as a device has; write it to a file first");
        _packed = first == 0x1f && source.ReadByte() == 0x8b;
        Content = Rewound();
        Start = Peek();
        Rewind();
    }

    /// <summary>The bytes, unpacked.</summary>
    public Stream Content { get; private set; }

    /// <summary>The first bytes, unpacked.</summary>
    public ReadOnlyMemory<byte> Start { get; }

    /// <summary>The first bytes as text: in UTF-8, or what a byte order mark says.</summary>
    public string StartText
    {
        get
        {
            using var reader = new StreamReader(new MemoryStream(Start.ToArray()), Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
            return reader.ReadToEnd();
        }
    }

    /// <summary>Which part of the bytes has been read, 0 to 1.</summary>
    public double Share
    {
        get
        {
            try
            {
                return _length > 0 ? Math.Min(1, _source.Position / (double)_length) : 1;
            }
            catch (ObjectDisposedException)
            {
                return 1;
            }
        }
    }

    /// <summary>Opens a file.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="TraceFormatException">It begins like gzip and is none, or it is a pipe or a device.</exception>
    public static TraceInput OpenFile(string path) =>
        Of(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 64 * 1024));

    /// <summary>Takes a stream that can be positioned, which it owns from now on.</summary>
    /// <exception cref="TraceFormatException">It begins like gzip and is none, or it cannot be positioned.</exception>
    public static TraceInput Of(Stream source)
    {
        try
        {
            return new TraceInput(source);
        }
        catch (InvalidDataException broken)
        {
            source.Dispose();
            throw new TraceFormatException("the file begins like gzip but cannot be unpacked", broken);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>Begins again.</summary>
    public void Rewind() => Content = Rewound();

    /// <summary>The content as text: in UTF-8, or in the encoding that a byte order mark names. What is none in it reads as U+FFFD.</summary>
    public StreamReader OpenText() => new(Content, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, 64 * 1024);

    /// <inheritdoc/>
    public void Dispose()
    {
        Content.Dispose();
        _source.Dispose();
    }

    private Stream Rewound()
    {
        _source.Position = 0;
        return _packed ? new GZipStream(_source, CompressionMode.Decompress, leaveOpen: true) : _source;
    }

    private byte[] Peek()
    {
        var start = new byte[PeekBytes];
        return start[..Content.ReadAtLeast(start, PeekBytes, throwOnEndOfStream: false)];
    }
}
