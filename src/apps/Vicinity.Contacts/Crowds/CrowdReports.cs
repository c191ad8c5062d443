using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Vicinity.Contacts;

/// <summary>
/// The reports of a crowd: what each person would say after a tick, were it a device. A person's id is a UUID made of the
/// simulation's name and the person's number (RFC 9562, version 8, by SHA-256), so that the same run has the same ids. Not thread-safe.
/// </summary>
/// <param name="simulation">Name of the simulation.</param>
/// <param name="crowd">The crowd.</param>
public sealed class CrowdReports(string simulation, Crowd crowd)
{
    private static readonly Guid s_names = new("6f1d3ad0-5c0e-5b52-9a1e-7d1f4b0c8a11");

    private readonly List<Guid> _ids = [];
    private readonly List<bool> _ended = [];
    private readonly List<List<Heard>?> _heard = [];

    /// <summary>The id of a person.</summary>
    public Guid IdOf(int person)
    {
        while (_ids.Count <= person) _ids.Add(NameBased(simulation, _ids.Count));
        return _ids[person];
    }

    /// <summary>The reports after the tick that has been last: one of each person who lives, and the last one of those who died in it.</summary>
    /// <param name="time">When the tick was, in Unix milliseconds.</param>
    public IEnumerable<PersonMessage> After(long time)
    {
        int count = crowd.People.Length;
        while (_heard.Count < count) _heard.Add(null);
        while (_ended.Count < count) _ended.Add(false);
        foreach (Contact contact in crowd.Contacts)
        {
            Hear(contact.One, contact.Other, contact.SquaredDistance, time);
            Hear(contact.Other, contact.One, contact.SquaredDistance, time);
        }
        var sources = new Dictionary<int, int>();
        foreach (Infection infection in crowd.Infections) sources[infection.Person] = infection.Source;
        for (int i = 0; i < count; i++)
        {
            PersonState person = crowd.People[i];
            if (_ended[i]) continue;
            _ended[i] = !person.Alive;
            List<Heard>? heard = _heard[i];
            _heard[i] = null;
            yield return new PersonMessage
            {
                Person = IdOf(i),
                X = person.At.X,
                Y = person.At.Y,
                Infected = person.Health == Health.Infected || person.DiedInfected,
                Alive = person.Alive,
                Time = time,
                Health = person.Health,
                Simulation = simulation,
                Tick = crowd.Tick,
                InfectedBy = sources.TryGetValue(i, out int source) && source >= 0 ? IdOf(source) : null,
                Isolated = crowd.IsIsolated(i) ? true : null,
                Contacts = heard ?? (IReadOnlyList<Heard>)[],
            };
        }
    }

    private void Hear(int person, int other, double squaredDistance, long time) =>
        (_heard[person] ??= []).Add(new Heard(IdOf(other), time, Math.Sqrt(squaredDistance), crowd.People[other].Health == Health.Infected));

    private static Guid NameBased(string simulation, int person)
    {
        byte[] name = Encoding.UTF8.GetBytes(simulation);
        Span<byte> input = new byte[16 + name.Length + 4];
        s_names.TryWriteBytes(input, bigEndian: true, out _);
        name.CopyTo(input[16..]);
        BinaryPrimitives.WriteInt32BigEndian(input[^4..], person);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(input, hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
