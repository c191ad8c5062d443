using Vicinity.Protocol;

namespace Vicinity.Broker;

/// <summary>An API and the versions of it that a handler takes.</summary>
internal readonly record struct OfferedApi(ApiKey ApiKey, short MinVersion, short MaxVersion);
