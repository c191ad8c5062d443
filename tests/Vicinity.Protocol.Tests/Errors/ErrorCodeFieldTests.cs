namespace Vicinity.Protocol.Tests;

public sealed class ErrorCodeFieldTests
{
    [Fact]
    public void An_error_number_that_is_not_known_is_kept() =>
        ((short)Wire.Parse<HeartbeatResponse>(Wire.Hex("00000000 01F4"), 1).ErrorCode).ShouldBe((short)500);
}
