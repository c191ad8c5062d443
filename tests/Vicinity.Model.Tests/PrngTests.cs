using Vicinity.Model;

namespace Vicinity.Model.Tests;

public sealed class PrngTests
{
    [Fact]
    public void The_first_numbers_of_seed_0_are_those_of_the_published_algorithm()
    {
        var prng = new Prng(0);
        prng.NextUInt64().ShouldBe(0xE220A8397B1DCDAFUL);
        prng.NextUInt64().ShouldBe(0x6E789E6AA1B965F4UL);
    }

    [Fact]
    public void Integers_stay_below_their_bound_and_reach_every_value()
    {
        var prng = new Prng(7);
        bool[] seen = new bool[6];
        for (int i = 0; i < 1000; i++) seen[prng.Next(6)] = true;
        seen.ShouldAllBe(s => s);
    }

    [Fact]
    public void Derived_streams_differ_by_name_and_repeat_by_seed()
    {
        ulong a = new Prng(1).Derive("disk").NextUInt64();
        new Prng(1).Derive("disk").NextUInt64().ShouldBe(a);
        new Prng(1).Derive("network").NextUInt64().ShouldNotBe(a);
    }
}
