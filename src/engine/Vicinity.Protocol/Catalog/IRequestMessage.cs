namespace Vicinity.Protocol;

/// <summary>A request, tied to the class of its response, so that one generic method can send any of them.</summary>
public interface IRequestMessage<TSelf, TResponse> : IMessage<TSelf>
    where TSelf : IRequestMessage<TSelf, TResponse>
    where TResponse : IResponseMessage<TResponse>;
