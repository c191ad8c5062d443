namespace Vicinity.Gateway;

/// <summary>Reed-Solomon codewords over GF(256) with the polynomial x^8 + x^4 + x^3 + x^2 + 1, as QR codes use them (ISO/IEC 18004, 8.5).</summary>
internal static class ReedSolomon
{
    private const int Polynomial = 0x11d;

    /// <summary>The error correction codewords of a block.</summary>
    public static byte[] Correct(ReadOnlySpan<byte> data, int count)
    {
        byte[] divisor = Divisor(count);
        var rest = new byte[count];
        foreach (byte value in data)
        {
            byte factor = (byte)(value ^ rest[0]);
            rest.AsSpan(1).CopyTo(rest);
            rest[^1] = 0;
            for (int i = 0; i < count; i++) rest[i] ^= Multiply(divisor[i], factor);
        }
        return rest;
    }

    /// <summary>Product of two numbers of the field.</summary>
    public static byte Multiply(byte a, byte b)
    {
        int product = 0;
        for (int i = 7; i >= 0; i--)
        {
            product = product << 1 ^ (product >> 7) * Polynomial;
            product ^= (b >> i & 1) * a;
        }
        return (byte)product;
    }

    // The product of (x - 2^i) for i below count, without its leading 1.
    private static byte[] Divisor(int count)
    {
        var divisor = new byte[count];
        divisor[^1] = 1;
        byte root = 1;
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < count; j++)
            {
                divisor[j] = Multiply(divisor[j], root);
                if (j + 1 < count) divisor[j] ^= divisor[j + 1];
            }
            root = Multiply(root, 2);
        }
        return divisor;
    }
}
