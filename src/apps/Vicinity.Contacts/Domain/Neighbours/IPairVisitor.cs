namespace Vicinity.Contacts;

/// <summary>Is told of pairs of neighbours.</summary>
public interface IPairVisitor
{
    /// <summary>Two points within the radius; each pair comes once, in either order.</summary>
    void Visit(int one, int other, double squaredDistance);
}
