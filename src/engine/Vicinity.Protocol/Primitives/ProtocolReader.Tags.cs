namespace Vicinity.Protocol;

public ref partial struct ProtocolReader
{
    /// <summary>Reads the count of a tagged section; <see cref="NextTag"/> then walks its fields.</summary>
    public TaggedSection EnterTaggedSection(string what)
    {
        var start = _position;
        var count = ReadUnsignedVarint(what);
        if (count > (uint)Remaining / 2)
            throw new ProtocolException(what, $"{count} tagged fields", $"at most {Remaining / 2} in the {Remaining} bytes left", start);
        return new TaggedSection { What = what, Remaining = count, LastTag = -1 };
    }

    /// <summary>
    /// Steps into the next field, whose number is then <see cref="TaggedSection.Tag"/>; false at the end of the section.
    /// Each field entered must be ended by <see cref="LeaveTag"/> or <see cref="SkipTag"/>.
    /// </summary>
    public bool NextTag(ref TaggedSection section)
    {
        if (section.Remaining == 0)
            return false;
        section.Remaining--;
        var start = _position;
        section.Tag = ReadUnsignedVarint(section.What);
        if (section.Tag <= section.LastTag)
            throw new ProtocolException(section.What, $"tag {section.Tag}", $"above {section.LastTag}", start);
        section.LastTag = section.Tag;
        var size = ReadUnsignedVarint(section.What);
        if (size > (uint)Remaining)
            throw new ProtocolException(section.What, $"tag {section.Tag} of {size} bytes", $"{Remaining} left", start);
        section.End = _position + (int)size;
        section.OuterLimit = _limit;
        _limit = section.End;
        return true;
    }

    /// <summary>Ends a field that was read; it must have been read to its last byte.</summary>
    public void LeaveTag(ref TaggedSection section)
    {
        if (_position != section.End)
            throw new ProtocolException(section.What, $"tag {section.Tag} with {section.End - _position} bytes left", "none left", _position);
        _limit = section.OuterLimit;
    }

    /// <summary>Ends a field without reading it: unknown numbers come from newer peers.</summary>
    public void SkipTag(ref TaggedSection section)
    {
        _position = section.End;
        _limit = section.OuterLimit;
    }

    /// <summary>Reads over a whole tagged section.</summary>
    public void SkipTaggedSection(string what)
    {
        var section = EnterTaggedSection(what);
        while (NextTag(ref section))
            SkipTag(ref section);
    }
}
