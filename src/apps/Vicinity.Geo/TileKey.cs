using System.Numerics;
using System.Runtime.CompilerServices;

namespace Vicinity.Geo;

/// <summary>
/// A tile as one number: a leading 1, then two bits a level (the quadkey's digits). So keys of all levels differ, the parent is
/// <c>key &gt;&gt; 2</c>, and the world is 1. Made for inner loops: nothing is checked, nothing is allocated.
/// </summary>
public static class TileKey
{
    /// <summary>The key of column, row and zoom, which the caller has checked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(int x, int y, int zoom) => 1UL << (2 * zoom) | Spread((uint)x) | Spread((uint)y) << 1;

    /// <summary>The key of the tile that a valid place lies in.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong At(double latitude, double longitude, int zoom)
    {
        (double x, double y) = WebMercator.Project(latitude, longitude);
        int size = 1 << zoom;
        return Of(Math.Clamp((int)(x * size), 0, size - 1), Math.Clamp((int)(y * size), 0, size - 1), zoom);
    }

    /// <summary>Zoom of a key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ZoomOf(ulong key) => BitOperations.Log2(key) >> 1;

    /// <summary>The key's ancestor at a zoom that is not deeper than its own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Ancestor(ulong key, int zoom) => key >> (2 * (ZoomOf(key) - zoom));

    /// <summary>Column, row and zoom of a key.</summary>
    public static void Split(ulong key, out int x, out int y, out int zoom)
    {
        zoom = ZoomOf(key);
        ulong digits = key ^ 1UL << (2 * zoom);
        x = (int)Gather(digits);
        y = (int)Gather(digits >> 1);
    }

    /// <summary>The quadkey of a key.</summary>
    public static string ToQuadKey(ulong key) => string.Create(ZoomOf(key), key, static (digits, key) =>
    {
        for (int i = digits.Length - 1; i >= 0; i--, key >>= 2) digits[i] = (char)('0' + (int)(key & 3));
    });

    // The bits of a number moved to the even places of a wider one, and back (Morton order).
    private static ulong Spread(uint value)
    {
        ulong v = value;
        v = (v | v << 16) & 0x0000_FFFF_0000_FFFF;
        v = (v | v << 8) & 0x00FF_00FF_00FF_00FF;
        v = (v | v << 4) & 0x0F0F_0F0F_0F0F_0F0F;
        v = (v | v << 2) & 0x3333_3333_3333_3333;
        return (v | v << 1) & 0x5555_5555_5555_5555;
    }

    private static uint Gather(ulong value)
    {
        ulong v = value & 0x5555_5555_5555_5555;
        v = (v | v >> 1) & 0x3333_3333_3333_3333;
        v = (v | v >> 2) & 0x0F0F_0F0F_0F0F_0F0F;
        v = (v | v >> 4) & 0x00FF_00FF_00FF_00FF;
        v = (v | v >> 8) & 0x0000_FFFF_0000_FFFF;
        return (uint)(v | v >> 16);
    }
}
