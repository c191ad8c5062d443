using System.Buffers.Binary;

namespace Vicinity.Client;

/// <summary>
/// Which partition a key belongs to: murmur2 (Austin Appleby, 2008; seed 0x9747b28c) of the key, without its sign bit, modulo the partitions. The same as
/// Java's client and librdkafka's murmur2_random, so that all programs put a key into the same partition.
/// </summary>
public static class Partitioner
{
    private const uint Seed = 0x9747b28c;
    private const uint M = 0x5bd1e995;

    /// <summary>Partition of a key, 0 to <paramref name="partitions"/> - 1.</summary>
    public static int PartitionOf(ReadOnlySpan<byte> key, int partitions) => (int)((Murmur2(key) & 0x7fffffff) % (uint)partitions);

    /// <summary>32-bit murmur2.</summary>
    public static uint Murmur2(ReadOnlySpan<byte> key)
    {
        uint hash = Seed ^ (uint)key.Length;
        for (; key.Length >= 4; key = key[4..])
        {
            uint k = BinaryPrimitives.ReadUInt32LittleEndian(key) * M;
            k = (k ^ (k >> 24)) * M;
            hash = (hash * M) ^ k;
        }
        if (key.Length > 2) hash ^= (uint)key[2] << 16;
        if (key.Length > 1) hash ^= (uint)key[1] << 8;
        if (key.Length > 0) hash = (hash ^ key[0]) * M;
        hash = (hash ^ (hash >> 13)) * M;
        return hash ^ (hash >> 15);
    }
}
