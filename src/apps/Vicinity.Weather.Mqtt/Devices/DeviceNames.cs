using System.Security.Cryptography;
using System.Text;

namespace Vicinity.Weather.Mqtt;

/// <summary>Makes names of devices to names of sensors.</summary>
internal static class DeviceNames
{
    private const int Most = ReadingBounds.MostNameLength;
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-";
    private static readonly System.Buffers.SearchValues<char> s_letters = System.Buffers.SearchValues.Create(Letters);

    /// <summary>
    /// A name that a sensor may have. What it may not have becomes an underscore, and then eight digits of the name's SHA-256 are put behind it, so that two devices never become one.
    /// </summary>
    public static string Sensor(string device)
    {
        if (device.Length is > 0 and <= Most && !device.AsSpan().ContainsAnyExcept(s_letters)) return device;
        string digits = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(device)).AsSpan(0, 4));
        var name = new StringBuilder(Most);
        foreach (char letter in device.AsSpan(0, Math.Min(device.Length, Most - 9))) name.Append(s_letters.Contains(letter) ? letter : '_');
        return name.Append('-').Append(digits).ToString();
    }

    /// <summary>The device's own name as a place, where it may be one.</summary>
    public static string Place(string device) => ReadingBounds.PlaceProblem(device) is null ? device : "";
}
