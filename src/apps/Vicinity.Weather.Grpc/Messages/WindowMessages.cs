namespace Vicinity.Weather.Grpc;

/// <summary>Windows as messages.</summary>
internal static class WindowMessages
{
    private const int MostNameLength = 64;

    public static V1.ClosedWindow Write(Window window)
    {
        var message = new V1.ClosedWindow
        {
            Quantity = (V1.WindowQuantity)window.Quantity,
            Over = (V1.WindowOver)window.Scope,
            Name = window.Name,
            StartUnixMs = window.Start,
            EndUnixMs = window.End,
            Revision = window.Revision,
            Count = window.Count,
        };
        if (window.Mean is { } mean) message.Mean = mean;
        if (window.Deviation is { } deviation) message.Deviation = deviation;
        if (window.Minimum is { } minimum) message.Minimum = minimum;
        if (window.Maximum is { } maximum) message.Maximum = maximum;
        if (window.Newest is { } newest) message.NewestUnixMs = newest;
        return message;
    }

    /// <summary>Reads a window; the problem names the value and the bound.</summary>
    public static string? Read(V1.ClosedWindow message, out Window window)
    {
        window = new Window(
            (Quantity)message.Quantity, (WindowScope)message.Over, message.Name, message.StartUnixMs, message.EndUnixMs, message.Revision, message.Count,
            message.HasMean ? message.Mean : null, message.HasDeviation ? message.Deviation : null, message.HasMinimum ? message.Minimum : null,
            message.HasMaximum ? message.Maximum : null, message.HasNewestUnixMs ? message.NewestUnixMs : null);
        if (message.Quantity is < V1.WindowQuantity.Wellness or > V1.WindowQuantity.WindSpeed) return $"quantity is {(int)message.Quantity}, not between 1 and 7";
        if (message.Over is < V1.WindowOver.All or > V1.WindowOver.Sensor) return $"over is {(int)message.Over}, not between 0 and 2";
        if (message.Name.Length > MostNameLength) return $"name has {message.Name.Length} characters and may have {MostNameLength}";
        if (message.EndUnixMs <= message.StartUnixMs) return $"the window ends at {message.EndUnixMs}, not after its start at {message.StartUnixMs}";
        if (message.Revision < 0 || message.Count < 0) return $"revision is {message.Revision} and count is {message.Count}: both are 0 or more";
        return null;
    }
}
