namespace Vicinity.System.Tests;

/// <summary>Whether <c>./test --long</c> asked for the tests in full length.</summary>
internal static class LongTests
{
    public static bool AreWanted => Environment.GetEnvironmentVariable("VICINITY_LONG_TESTS") == "1";
}
