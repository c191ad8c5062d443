using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Vicinity.Gateway;

/// <summary>
/// Tells the operator's browser from everybody else's. The page hands out a cookie to a browser on this machine, and elsewhere to one that brings the
/// operator's key as <c>?key=</c>. The cookie is an HMAC under the key, so it outlives a restart with the same key and does not give the key away. Thread-safe.
/// </summary>
public sealed class OperatorAccess
{
    /// <summary>Name of the cookie.</summary>
    public const string CookieName = "vicinity-operator";

    private static readonly TimeSpan _life = TimeSpan.FromDays(30);

    private readonly byte[] _key;
    private readonly byte[] _token;
    private readonly string _tokenText;

    /// <param name="key">The operator's secret.</param>
    public OperatorAccess(string key)
    {
        _key = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        _tokenText = Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), "vicinity operator cookie"u8));
        _token = Encoding.UTF8.GetBytes(_tokenText);
    }

    /// <summary>A new secret of 128 bits, in characters that need no quoting in an address.</summary>
    public static string NewKey() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));

    /// <summary>Whether the request carries the operator's cookie.</summary>
    public bool IsOperator(HttpContext context) =>
        context.Request.Cookies.TryGetValue(CookieName, out string? value) && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(value), _token);

    /// <summary>Hands the cookie to a browser that may have it. Called where the page itself is served.</summary>
    /// <returns>Whether the browser is the operator's.</returns>
    internal bool Admit(HttpContext context)
    {
        if (IsOperator(context)) return true;
        if (!BringsKey(context.Request) && !IsOnThisMachine(context)) return false;
        var cookie = new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = context.Request.IsHttps, Path = "/", MaxAge = _life, IsEssential = true };
        context.Response.Cookies.Append(CookieName, _tokenText, cookie);
        return true;
    }

    private bool BringsKey(HttpRequest request) =>
        request.Query["key"].ToString() is { Length: > 0 and <= 256 } key && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(key)), _key);

    /// <summary>
    /// A connection from this machine, made under a name of this machine: the name keeps out a foreign page whose name was pointed at 127.0.0.1 (DNS rebinding),
    /// the absence of forwarding headers a proxy on this machine that speaks for somebody else.
    /// </summary>
    private static bool IsOnThisMachine(HttpContext context)
    {
        IPAddress? peer = context.Connection.RemoteIpAddress;
        if (peer is null || !IPAddress.IsLoopback(peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer)) return false;
        IHeaderDictionary headers = context.Request.Headers;
        if (headers.ContainsKey("Forwarded") || headers.ContainsKey("X-Forwarded-For") || headers.ContainsKey("X-Forwarded-Host")) return false;
        string host = context.Request.Host.Host;
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));
    }
}
