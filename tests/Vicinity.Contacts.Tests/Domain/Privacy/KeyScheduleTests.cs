using System.Buffers;

namespace Vicinity.Contacts.Tests;

public sealed class KeyScheduleTests
{
    private static readonly UInt128 s_secret = RollingIdentifier.From(Convert.FromHexString(ExposureNotificationVectors.Secret)).Value;

    [Fact]
    public void The_keys_of_identifiers_and_metadata_equal_the_test_vectors_of_exposure_notification()
    {
        byte[] key = new byte[16];
        KeySchedule.IdentifierKey(s_secret, key);
        Convert.ToHexStringLower(key).ShouldBe(ExposureNotificationVectors.IdentifierKey);
        KeySchedule.MetadataKey(s_secret, key);
        Convert.ToHexStringLower(key).ShouldBe(ExposureNotificationVectors.MetadataKey);
    }

    [Fact]
    public void All_144_identifiers_equal_the_test_vectors_of_exposure_notification()
    {
        byte[] bytes = new byte[144 * 16];
        KeySchedule.Identifiers(new ExposureKey(s_secret, ExposureNotificationVectors.RollingStart, 144), bytes);

        ExposureNotificationVectors.Broadcasts.Count.ShouldBe(144);
        bytes.Chunk(16).Select(Convert.ToHexStringLower).ShouldBe(ExposureNotificationVectors.Broadcasts.Select(b => b.Identifier));
        for (int i = 0; i < 144; i++)
            KeySchedule.Identifier(s_secret, ExposureNotificationVectors.RollingStart + i).ShouldBe(RollingIdentifier.From(bytes.AsSpan(i * 16)));
    }

    [Fact]
    public void The_encrypted_metadata_equals_the_test_vectors_of_exposure_notification_and_is_decrypted_again()
    {
        foreach ((string identifier, string encrypted) in ExposureNotificationVectors.Broadcasts)
        {
            byte[] metadata = Convert.FromHexString(ExposureNotificationVectors.Metadata);
            RollingIdentifier with = RollingIdentifier.From(Convert.FromHexString(identifier));
            KeySchedule.Metadata(s_secret, with, metadata);
            Convert.ToHexStringLower(metadata).ShouldBe(encrypted);
            KeySchedule.Metadata(s_secret, with, metadata);
            Convert.ToHexStringLower(metadata).ShouldBe(ExposureNotificationVectors.Metadata);
        }
        Should.Throw<ArgumentException>(() => KeySchedule.Metadata(s_secret, default, new byte[17]));
    }

    [Fact]
    public void The_interval_of_a_time_equals_the_test_vectors_of_exposure_notification()
    {
        ExposureIntervals.Of(ExposureNotificationVectors.KeyMadeAtSecond * 1000).ShouldBe(ExposureNotificationVectors.RollingStart);
        ExposureIntervals.Of((ExposureNotificationVectors.KeyMadeAtSecond * 1000) + 599_999).ShouldBe(ExposureNotificationVectors.RollingStart);
        ExposureIntervals.StartOfDay(ExposureNotificationVectors.RollingStart + 143).ShouldBe(ExposureNotificationVectors.RollingStart);
        Should.Throw<ArgumentOutOfRangeException>(() => ExposureIntervals.Of(-1));
    }

    [Theory]
    [InlineData(24, 25, 150)]
    [InlineData(1, 3, 432)]
    [InlineData(86_400, 86_400, 144)]
    [InlineData(86_400, 599, 0)]
    [InlineData(86_400, 600, 1)]
    public void A_tick_stands_for_its_share_of_a_day(int ticksPerDay, int tick, int interval) => ExposureIntervals.OfTick(tick, ticksPerDay).ShouldBe(interval);

    [Fact]
    public void An_identifier_is_broadcast_as_the_uuid_of_a_message()
    {
        RollingIdentifier identifier = KeySchedule.Identifier(s_secret, 7);
        var message = new PersonMessage { Person = identifier.ToUuid(), X = 1, Y = 2, Time = 5 };
        var output = new ArrayBufferWriter<byte>();
        MessageJson.Write(output, message);
        RollingIdentifier.From(MessageJson.Read(output.WrittenSpan, MessageBounds.Broadcast, 5, TimeZoneInfo.Utc).Person).ShouldBe(identifier);
        Convert.ToHexStringLower(Convert.FromHexString(identifier.ToUuid().ToString("N"))).ShouldBe(identifier.Value.ToString("x32", null));
    }

    [Theory]
    [InlineData(-1, 144)]
    [InlineData(0, 0)]
    [InlineData(0, 145)]
    [InlineData(int.MaxValue, 1)]
    public void A_wrong_key_is_refused(int start, int period) =>
        Should.Throw<ArgumentException>(() => KeySchedule.Identifiers(new ExposureKey(1, start, period), new byte[145 * 16]));
}
