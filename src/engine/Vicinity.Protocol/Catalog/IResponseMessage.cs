namespace Vicinity.Protocol;

/// <summary>A response.</summary>
public interface IResponseMessage<TSelf> : IMessage<TSelf>
    where TSelf : IResponseMessage<TSelf>;
