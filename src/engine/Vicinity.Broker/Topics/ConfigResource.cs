namespace Vicinity.Broker;

/// <summary>What a set of settings belongs to, with the protocol's numbers.</summary>
internal enum ConfigResource : sbyte
{
    Topic = 2,
    Broker = 4,
    BrokerLogger = 8,
}
