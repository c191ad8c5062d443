using Vicinity.Client;
using Vicinity.Model;
using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>
/// A handler of what only the controller can do. On another node the request is passed on to the controller, and its answer back: clients need not know
/// who that is, and one that asks the controller of a moment ago is served as well.
/// </summary>
/// <typeparam name="TRequest">The request.</typeparam>
/// <typeparam name="TResponse">Its response.</typeparam>
internal abstract class ControllerHandler<TRequest, TResponse>(ClusterController controller, PeerNetwork peers, BrokerOptions options, short minVersion, short maxVersion)
    : MessageHandler<TRequest, TResponse>(minVersion, maxVersion)
    where TRequest : class, IRequestMessage<TRequest, TResponse>
    where TResponse : class, IResponseMessage<TResponse>
{
    private static readonly TimeSpan s_leastTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_mostTime = TimeSpan.FromMinutes(2);

    /// <summary>The controller, on this node.</summary>
    protected ClusterController Controller => controller;

    /// <summary>Settings of this node.</summary>
    protected BrokerOptions Options => options;

    protected sealed override async ValueTask<TResponse> HandleAsync(TRequest request, RequestContext context)
    {
        // Also where this node's own replica of the cluster's log is out of service.
        if (controller.Elsewhere is not int other) return await ServeAsync(request, context).ConfigureAwait(false);
        if (context.Connection.IsNode && !PassesOnForNodes) return Refuse(request, context, new(ErrorCode.NotController, $"This is not the correct controller for this cluster; that is node {other}."));
        if (!peers.IsConnected(other)) return Refuse(request, context, new(ErrorCode.BrokerNotAvailable, ClusterController.Disconnected));
        try
        {
            TimeSpan time = TimeSpan.FromMilliseconds(TimeoutMs(request)) + s_leastTime;
            return await peers.SendAsync<TRequest, TResponse>(other, Forwarded(request, context), time < s_mostTime ? time : s_mostTime, CancellationToken.None).ConfigureAwait(false);
        }
        catch (ClientException e)
        {
            // It may have been done: only the controller knows, and it does not answer.
            return Refuse(request, context, new(ErrorCode.RequestTimedOut, $"The controller, node {other}, did not answer; whether it was done is not known. {e.Message}"));
        }
    }

    /// <summary>Serves the request on the node that is the controller, or that knows of none.</summary>
    protected abstract ValueTask<TResponse> ServeAsync(TRequest request, RequestContext context);

    /// <summary>The answer that nothing was done.</summary>
    protected abstract TResponse Refuse(TRequest request, RequestContext context, ChangeOutcome reason);

    /// <summary>Whether a request of a node is passed on too; otherwise it is not, so that no request goes round in circles.</summary>
    protected virtual bool PassesOnForNodes => false;

    /// <summary>How long the request may take, in milliseconds.</summary>
    protected virtual int TimeoutMs(TRequest request) => 0;

    /// <summary>The request in the form of the highest version, which nodes use among each other.</summary>
    protected virtual TRequest Forwarded(TRequest request, RequestContext context) => request;
}
