using System.Collections;
using System.Reflection;
using System.Text;
using Vicinity.Model;

namespace Vicinity.Protocol.Tests;

/// <summary>Fills messages with values that differ from every default, and walks their values.</summary>
internal static class RandomMessage
{
    public static object Create(Type type, Random random)
    {
        var message = Activator.CreateInstance(type)!;
        foreach (var property in Settable(type))
            property.SetValue(message, Value(property.PropertyType, random));
        return message;
    }

    /// <summary>Names of the properties, as Type.Property, that hold something else than a new object's.</summary>
    public static void CollectSet(object message, HashSet<string> names)
    {
        var fresh = Activator.CreateInstance(message.GetType())!;
        foreach (var property in Settable(message.GetType()))
        {
            var value = property.GetValue(message);
            if (Text(value) != Text(property.GetValue(fresh)))
                names.Add($"{message.GetType().Name}.{property.Name}");
            if (value is IEnumerable list and not string)
            {
                foreach (var element in list)
                    Descend(element, names);
            }
            else
            {
                Descend(value, names);
            }
        }
    }

    /// <summary>All values as one text, by which two messages are compared.</summary>
    public static string Text(object? value) => value switch
    {
        null => "null",
        string text => '"' + text + '"',
        ReadOnlyMemory<byte> bytes => Convert.ToHexString(bytes.Span),
        IEnumerable list => "[" + string.Join(",", list.Cast<object>().Select(Text)) + "]",
        _ when IsStruct(value.GetType()) => "{" + string.Join(",", Settable(value.GetType()).Select(p => p.Name + "=" + Text(p.GetValue(value)))) + "}",
        _ => value.ToString()!,
    };

    public static IEnumerable<PropertyInfo> Settable(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite);

    public static bool IsStruct(Type type) => type.IsClass && type != typeof(string) && type.Namespace == typeof(ApiKey).Namespace;

    private static void Descend(object? value, HashSet<string> names)
    {
        if (value is not null && IsStruct(value.GetType()))
            CollectSet(value, names);
    }

    private static object Value(Type type, Random random)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(bool))
            return random.Next(2) == 1;
        if (type == typeof(sbyte))
            return (sbyte)random.Next(2, 100);
        if (type == typeof(short))
            return (short)random.Next(2, short.MaxValue);
        if (type == typeof(ushort))
            return (ushort)random.Next(2, ushort.MaxValue);
        if (type == typeof(int))
            return random.Next(2, int.MaxValue);
        if (type == typeof(long))
            return random.NextInt64(2, long.MaxValue);
        if (type == typeof(Guid))
            return new Guid(Bytes(random, 16));
        if (type == typeof(ErrorCode))
            return (ErrorCode)random.Next(1, 300);
        if (type == typeof(string))
            return Letters(random);
        if (type == typeof(ReadOnlyMemory<byte>))
            return new ReadOnlyMemory<byte>(Bytes(random, random.Next(1, 300)));
        return type.IsGenericType ? Elements(type, random) : Create(type, random);
    }

    private static IList Elements(Type type, Random random)
    {
        var list = (IList)Activator.CreateInstance(type)!;
        for (var count = random.Next(1, 4); count > 0; count--)
            list.Add(Value(type.GenericTypeArguments[0], random));
        return list;
    }

    private static string Letters(Random random)
    {
        var text = new StringBuilder();
        for (var count = random.Next(1, 200); count > 0; count--)
            text.Append("aB7-_.äß€𝄞".EnumerateRunes().ElementAt(random.Next(10)));
        return text.ToString();
    }

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        bytes[0] |= 1;
        return bytes;
    }
}
