namespace Vicinity.Protocol.Tests;

/// <summary>Reads and writes a message whose class is known at run time only.</summary>
internal abstract class MessageCodec
{
    public static IEnumerable<(Type Type, ApiDescription Api)> AllMessages =>
        ApiCatalog.All.SelectMany(api => new[] { (api.RequestType, api), (api.ResponseType, api) });

    /// <summary>Every message in every version: type name and version.</summary>
    public static TheoryData<string, short> AllVersions()
    {
        var data = new TheoryData<string, short>();
        foreach (var (type, api) in AllMessages)
        {
            for (var version = api.Versions.Lowest; version <= api.Versions.Highest; version++)
                data.Add(type.Name, version);
        }

        return data;
    }

    public static MessageCodec Of(Type type) => (MessageCodec)Activator.CreateInstance(typeof(Typed<>).MakeGenericType(type))!;

    public static MessageCodec Of(string typeName) => Of(TypeOf(typeName));

    public static Type TypeOf(string typeName) => AllMessages.Single(message => message.Type.Name == typeName).Type;

    public abstract object Read(ReadOnlyMemory<byte> bytes, short version);

    public abstract byte[] Write(object message, short version);

    private sealed class Typed<T> : MessageCodec
        where T : IMessage<T>
    {
        public override object Read(ReadOnlyMemory<byte> bytes, short version) => Wire.Parse<T>(bytes, version);

        public override byte[] Write(object message, short version) => Wire.Body((T)message, version);
    }
}
