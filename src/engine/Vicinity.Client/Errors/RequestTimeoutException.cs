namespace Vicinity.Client;

/// <summary>A broker did not answer in time. Whether it did the work is not known.</summary>
public sealed class RequestTimeoutException(string what, TimeSpan waited, Exception? inner = null)
    : ClientException($"{what} was not answered within {waited.TotalSeconds:0.###} s.", isRetriable: true, inner);
