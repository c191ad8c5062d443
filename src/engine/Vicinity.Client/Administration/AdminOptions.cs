namespace Vicinity.Client;

/// <summary>Settings of an <see cref="Admin"/>.</summary>
public sealed record AdminOptions : ClientOptions;
