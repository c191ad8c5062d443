namespace Vicinity.Contacts;

/// <summary>Is told what a frame says of a crowd.</summary>
public interface IFrameVisitor
{
    /// <summary>A person who lives, or has died at this tick; of a reader that knew nothing of the chunk before also those who are dead already.</summary>
    /// <param name="person">Number of the person.</param>
    /// <param name="x">Where, in units of the field.</param>
    /// <param name="y">Where, in units of the field.</param>
    /// <param name="health">Where the person stands in the course of an infection.</param>
    /// <param name="diedInfected">Whether the person was infected when it died.</param>
    /// <param name="isolated">Whether the person isolates.</param>
    /// <param name="source">By whom the person has been infected since it was told of last; -1 where nobody is named.</param>
    /// <param name="infectedAt">The tick at which that was; the frame's where nobody is named.</param>
    void Person(int person, int x, int y, Health health, bool diedInfected, bool isolated, int source, int infectedAt);

    /// <summary>Two people were in contact.</summary>
    /// <param name="one">One of them, the lower number.</param>
    /// <param name="other">The other one.</param>
    /// <param name="from">First tick.</param>
    /// <param name="to">Last tick so far, which is included.</param>
    /// <param name="squaredClosest">Square of the smallest distance so far.</param>
    void Contact(int one, int other, int from, int to, int squaredClosest);
}
