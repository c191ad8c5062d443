namespace Vicinity.Contacts;

/// <summary>Steps of one unit along an axis; none leaves the field.</summary>
public static class Steps
{
    /// <summary>
    /// The next place on the way to a goal: one unit along the axis on which more is left, the y axis where both have the same left. At the goal nothing moves.
    /// </summary>
    public static Place Towards(Place at, Place goal)
    {
        int x = goal.X - at.X, y = goal.Y - at.Y;
        if (x == 0 && y == 0) return at;
        return Math.Abs(x) > Math.Abs(y) ? at with { X = at.X + Math.Sign(x) } : at with { Y = at.Y + Math.Sign(y) };
    }

    /// <summary>One unit in a drawn direction, of those that stay on the field.</summary>
    public static Place Anywhere(Place at, SimulationParameters field, ulong bits)
    {
        Span<Place> open = stackalloc Place[4];
        int count = 0;
        if (at.X < field.FieldWidth) open[count++] = at with { X = at.X + 1 };
        if (at.X > 0) open[count++] = at with { X = at.X - 1 };
        if (at.Y < field.FieldHeight) open[count++] = at with { Y = at.Y + 1 };
        if (at.Y > 0) open[count++] = at with { Y = at.Y - 1 };
        return open[(int)Math.BigMul(bits, (ulong)count, out _)];
    }

    /// <summary>The step after which a threat is furthest away; the place itself where no step leads further away. Of equal ones the first of east, west, north, south.</summary>
    public static Place Away(Place at, Place threat, SimulationParameters field)
    {
        Place best = at;
        long distance = at.SquaredDistanceTo(threat);
        void Consider(Place place, bool open)
        {
            if (!open || place.SquaredDistanceTo(threat) <= distance) return;
            (best, distance) = (place, place.SquaredDistanceTo(threat));
        }
        Consider(at with { X = at.X + 1 }, at.X < field.FieldWidth);
        Consider(at with { X = at.X - 1 }, at.X > 0);
        Consider(at with { Y = at.Y + 1 }, at.Y < field.FieldHeight);
        Consider(at with { Y = at.Y - 1 }, at.Y > 0);
        return best;
    }
}
