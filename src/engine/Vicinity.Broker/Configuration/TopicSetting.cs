namespace Vicinity.Broker;

/// <summary>Type of a setting's value, with the numbers of DescribeConfigs (KIP-569).</summary>
public enum SettingType : sbyte
{
    Boolean = 1,
    String = 2,
    Int = 3,
    Long = 5,
    Double = 6,
    List = 7,
}

/// <summary>One setting that a topic can have.</summary>
/// <param name="Name">Kafka's name of it.</param>
/// <param name="Type">Type of its value.</param>
/// <param name="Default">Value where no other is set.</param>
/// <param name="Doc">What it does here, in one sentence.</param>
/// <param name="BrokerName">Name under which a broker shows its default, or null when it has none.</param>
/// <param name="Min">Smallest number allowed.</param>
/// <param name="Max">Largest number allowed.</param>
/// <param name="Allowed">Texts allowed; for lists, of each element, and then one is needed. Null: any.</param>
public sealed record TopicSetting(
    string Name,
    SettingType Type,
    string Default,
    string Doc,
    string? BrokerName = null,
    double Min = double.MinValue,
    double Max = double.MaxValue,
    string[]? Allowed = null)
{
    private const int MostCharacters = short.MaxValue;

    /// <summary>What is wrong with a value, or null.</summary>
    public string? Fault(string value)
    {
        if (value.Length > MostCharacters) return $"Invalid value of {value.Length} characters for configuration {Name}: no setting has more than {MostCharacters}";
        switch (Type)
        {
            case SettingType.Boolean:
                return value is "true" or "false" ? AllowedFault(value) : $"Invalid value {value} for configuration {Name}: must be true or false";
            case SettingType.Int:
                return int.TryParse(value, out int i) ? RangeFault(value, i) : $"Invalid value {value} for configuration {Name}: not a number of configuration type INT";
            case SettingType.Long:
                return long.TryParse(value, out long l) ? RangeFault(value, l) : $"Invalid value {value} for configuration {Name}: not a number of configuration type LONG";
            case SettingType.Double:
                return double.TryParse(value, out double d) && !double.IsNaN(d) ? RangeFault(value, d) : $"Invalid value {value} for configuration {Name}: not a number of configuration type DOUBLE";
            case SettingType.List:
                foreach (string element in value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                {
                    if (AllowedFault(element) is string fault) return fault;
                }

                return Allowed is not null && string.IsNullOrWhiteSpace(value) ? $"Invalid value '{value}' for configuration {Name}: the list is empty" : null;
            default:
                return AllowedFault(value);
        }
    }

    private string? RangeFault(string value, double number) =>
        number < Min ? $"Invalid value {value} for configuration {Name}: Value must be at least {Min}"
        : number > Max ? $"Invalid value {value} for configuration {Name}: Value must be at most {Max}"
        : null;

    private string? AllowedFault(string value) =>
        Allowed is null || Allowed.Contains(value) ? null : $"Invalid value {value} for configuration {Name}: String must be one of: {string.Join(", ", Allowed)}";
}
