using System.Text.Json;
using System.Text.Json.Serialization;

namespace Vicinity.ClusterWatch;

/// <summary>Writes the values of an enumeration by their names, in the case that JSON has elsewhere.</summary>
/// <typeparam name="T">The enumeration.</typeparam>
public sealed class CamelCaseEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase)
    where T : struct, Enum;
