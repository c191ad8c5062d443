namespace Vicinity.Weather.Tests;

public sealed class ChainTests
{
    private static readonly Guid s_one = new("00000000-0000-0000-0000-000000000001");
    private static readonly Guid s_other = new("00000000-0000-0000-0000-000000000002");

    [Fact]
    public void Of_two_records_that_follow_the_same_one_the_first_counts()
    {
        var chain = new Chain();
        chain.Take(new ChainLink(0, s_one, Guid.Empty)).ShouldBe(ChainPlace.Base);
        chain.Take(new ChainLink(1, s_other, s_one)).ShouldBe(ChainPlace.Next);
        chain.Take(new ChainLink(1, s_one, s_one)).ShouldBe(ChainPlace.None);
        chain.Take(new ChainLink(2, s_other, s_other)).ShouldBe(ChainPlace.Next);
    }

    [Fact]
    public void A_record_that_is_stored_twice_counts_once()
    {
        var chain = new Chain();
        chain.Take(new ChainLink(0, s_one, Guid.Empty));
        chain.Take(new ChainLink(1, s_one, s_one)).ShouldBe(ChainPlace.Next);
        chain.Take(new ChainLink(1, s_one, s_one)).ShouldBe(ChainPlace.None);
        chain.Last.ShouldBe(new ChainLink(1, s_one, s_one));
    }

    [Fact]
    public void What_follows_a_record_that_did_not_count_does_not_count_either()
    {
        var chain = new Chain();
        chain.Take(new ChainLink(0, s_one, Guid.Empty));
        chain.Take(new ChainLink(1, s_other, s_one));
        chain.Take(new ChainLink(1, s_one, s_one)).ShouldBe(ChainPlace.None);
        chain.Take(new ChainLink(2, s_one, s_one)).ShouldBe(ChainPlace.None);
    }

    [Fact]
    public void Two_that_found_nothing_begin_one_chain()
    {
        var chain = new Chain();
        chain.Take(new ChainLink(0, s_one, Guid.Empty)).ShouldBe(ChainPlace.Base);
        chain.Take(new ChainLink(0, s_other, Guid.Empty)).ShouldBe(ChainPlace.None);
    }

    [Fact]
    public void A_chain_whose_records_have_all_expired_begins_anew_above_all_numbers_before()
    {
        var chain = new Chain();
        chain.Take(new ChainLink(5, s_one, Guid.Empty));
        chain.Take(new ChainLink(9, s_other, Guid.Empty)).ShouldBe(ChainPlace.Base);
        chain.Take(new ChainLink(6, s_one, s_one)).ShouldBe(ChainPlace.None);
    }

    [Fact]
    public void Who_begins_in_the_middle_with_a_record_that_did_not_count_learns_it_from_the_next_one()
    {
        var chain = new Chain();
        chain.Take(new ChainLink(7, s_one, s_one)).ShouldBe(ChainPlace.Base);
        chain.Take(new ChainLink(8, s_other, s_other)).ShouldBe(ChainPlace.Base);
        chain.Take(new ChainLink(9, s_other, s_other)).ShouldBe(ChainPlace.Next);
    }

    [Fact]
    public void Who_knows_that_a_record_counts_is_not_led_astray()
    {
        var chain = new Chain();
        chain.StartAt(new ChainLink(7, s_one, s_one));
        chain.Take(new ChainLink(9, s_other, s_other)).ShouldBe(ChainPlace.None);
        chain.Take(new ChainLink(8, s_other, s_one)).ShouldBe(ChainPlace.Next);
    }

    [Fact]
    public void A_link_survives_its_bytes_and_one_without_a_writer_is_none()
    {
        var link = new ChainLink(long.MaxValue, s_one, s_other);
        Span<byte> bytes = new byte[ChainLink.Bytes];
        link.Write(bytes);
        ChainLink.TryRead(bytes, out ChainLink read).ShouldBeTrue();
        read.ShouldBe(link);
        ChainLink.TryRead(bytes[1..], out _).ShouldBeFalse();
        bytes[8..24].Clear();
        ChainLink.TryRead(bytes, out _).ShouldBeFalse();
    }
}
