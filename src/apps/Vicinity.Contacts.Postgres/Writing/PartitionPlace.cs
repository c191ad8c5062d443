namespace Vicinity.Contacts.Postgres;

/// <summary>Where a partition goes on in the database.</summary>
/// <param name="TopicId">Id of its topic; a topic that was made anew begins anew.</param>
/// <param name="Next">Offset behind what is stored; null where nothing is.</param>
/// <param name="From">Offset of the first record that is to be stored: the same, unless the log has lost or deleted records.</param>
/// <param name="Warm">Offset from which on the frames of crowds are read, so that those can be understood that come after; the same where no crowd reports.</param>
internal readonly record struct PartitionPlace(Guid TopicId, long? Next, long From, long? Warm = null);
