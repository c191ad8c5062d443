namespace Vicinity.Protocol;

/// <content>How topics are named.</content>
public sealed partial class ProduceRequest
{
    /// <summary>Last version that names topics; later ones give their ids (KIP-516).</summary>
    public const short LastVersionByName = 12;
}
