using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Vicinity.Gateway;

/// <summary>
/// Tells the operator from everybody else, by the operator's key alone: a program sends it with each request, a browser once and gets a cookie for it. Where a request
/// comes from proves nothing: a proxy on this machine speaks for the whole world. The cookie is an HMAC under the key, so it outlives a restart with the same key and
/// does not give the key away. Thread-safe.
/// </summary>
public sealed class OperatorAccess
{
    /// <summary>Header in which the operator's page sends its token with every change.</summary>
    public const string TokenHeader = "X-Vicinity-Token";

    private const string Bearer = "Bearer ";
    private const int MaxKeyLength = 256;
    private static readonly TimeSpan s_life = TimeSpan.FromDays(30);

    private readonly byte[] _key;
    private readonly byte[] _pass;
    private readonly byte[] _token;
    private readonly bool _isKept;

    /// <param name="key">The operator's secret.</param>
    /// <param name="isKept">Whether the next start of the program has the same key; otherwise the cookie goes with the browser's session.</param>
    public OperatorAccess(string key, bool isKept = true)
    {
        byte[] secret = Encoding.UTF8.GetBytes(key);
        _key = SHA256.HashData(secret);
        _pass = Derive(secret, "vicinity operator cookie"u8);
        _token = Derive(secret, "vicinity page token"u8);
        // Cookies know no ports: gateways of one machine, each with a key of its own, must not overwrite each other's.
        CookieName = "vicinity-operator-" + Convert.ToHexStringLower(HMACSHA256.HashData(secret, "vicinity cookie name"u8).AsSpan(0, 4));
        _isKept = isKept;
    }

    /// <summary>Name of the cookie; it differs with the key.</summary>
    public string CookieName { get; }

    /// <summary>What a page of the operator sends as <see cref="TokenHeader"/> with a change. Handed out to who brings the cookie and can read the answer: this site's own page.</summary>
    public string PageToken => Encoding.ASCII.GetString(_token);

    /// <summary>A new secret of 128 bits, in characters that need no quoting in an address.</summary>
    public static string NewKey() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));

    /// <summary>Whether the request carries the operator's key (<c>Authorization: Bearer KEY</c>) or cookie.</summary>
    public bool IsOperator(HttpContext context) => BringsKey(context.Request) || BringsCookie(context.Request);

    /// <summary>Whether the request may change something in the operator's name: a cookie alone may not, since browsers send it along for whatever page asks.</summary>
    public bool MayChange(HttpContext context) =>
        BringsKey(context.Request) || (BringsCookie(context.Request) && IsSecret(context.Request.Headers[TokenHeader].ToString(), _token));

    /// <summary>Whether a text is the operator's key.</summary>
    public bool IsKey(string? text) =>
        text is { Length: > 0 and <= MaxKeyLength } && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(text)), _key);

    /// <summary>Makes the browser that gets this answer the operator's.</summary>
    public void Admit(HttpContext context)
    {
        var cookie = new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = context.Request.IsHttps,
            Path = "/",
            MaxAge = _isKept ? s_life : null,
            IsEssential = true,
        };
        context.Response.Cookies.Append(CookieName, Encoding.ASCII.GetString(_pass), cookie);
    }

    private static byte[] Derive(byte[] secret, ReadOnlySpan<byte> purpose) => Encoding.ASCII.GetBytes(Base64Url.EncodeToString(HMACSHA256.HashData(secret, purpose)));

    private static bool IsSecret(string text, byte[] secret) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(text), secret);

    private bool BringsKey(HttpRequest request) =>
        request.Headers.Authorization.ToString() is { Length: > 0 } sent && sent.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) && IsKey(sent[Bearer.Length..].Trim());

    private bool BringsCookie(HttpRequest request) => request.Cookies.TryGetValue(CookieName, out string? value) && IsSecret(value, _pass);
}
