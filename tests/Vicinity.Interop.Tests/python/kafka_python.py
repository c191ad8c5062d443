"""Scenarios of kafka-python (pure Python client)."""
import threading
import time

from kafka import KafkaConsumer, KafkaProducer, OffsetAndMetadata, TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient, NewPartitions, NewTopic
from kafka.coordinator.assignors.range import RangePartitionAssignor
from kafka.coordinator.assignors.roundrobin import RoundRobinPartitionAssignor
from kafka import errors

from scenario import equal, main, new_name, raises, true, until

SECOND = 1000
BEGIN = 1_700_000_000_000
FOR_EVER = {"retention.ms": "-1"}


def new_topic(bootstrap, partitions=1, configs=None):
    name = new_name()
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    admin.create_topics([NewTopic(name, partitions, 1, topic_configs=configs or {})])
    until(lambda: usable(bootstrap, name, partitions), "topic %s cannot be used" % name)
    admin.close()
    return name


def usable(bootstrap, topic, partitions):
    consumer = KafkaConsumer(bootstrap_servers=bootstrap)
    try:
        return consumer.partitions_for_topic(topic) == set(range(partitions))
    finally:
        consumer.close()


def read_all(bootstrap, topic, **settings):
    """Every record of every partition, in order of partition and offset."""
    consumer = KafkaConsumer(bootstrap_servers=bootstrap, auto_offset_reset="earliest", **settings)
    partitions = [TopicPartition(topic, p) for p in sorted(consumer.partitions_for_topic(topic))]
    consumer.assign(partitions)
    ends = consumer.end_offsets(partitions)
    records = []

    def at_end():
        for batch in consumer.poll(timeout_ms=200).values():
            records.extend(batch)
        return all(consumer.position(p) >= ends[p] for p in partitions)

    until(at_end, "the end of %s" % topic)
    consumer.close()
    return sorted(records, key=lambda r: (r.partition, r.offset))


def produce(bootstrap, topic, values, partition=None, **settings):
    producer = KafkaProducer(bootstrap_servers=bootstrap, **settings)
    sent = [producer.send(topic, value=v, partition=partition) for v in values]
    producer.flush(30)
    answers = [s.get(10) for s in sent]
    producer.close()
    return answers


def every_codec(bootstrap, codec):
    topic = new_topic(bootstrap)
    values = [b"value %d of many that look alike" % i for i in range(1000)]
    answers = produce(bootstrap, topic, values, compression_type=None if codec == "none" else codec, linger_ms=100)
    equal([a.offset for a in answers], list(range(1000)), "offsets of the acknowledgements")
    records = read_all(bootstrap, topic)
    equal([r.value for r in records], values)
    equal([r.offset for r in records], list(range(1000)), "offsets without holes from 0")


def takes_the_node_for_a_broker_with_record_batches(bootstrap):
    producer = KafkaProducer(bootstrap_servers=bootstrap)
    version = producer.config["api_version"]
    producer.close()
    true(version >= (2, 1), "kafka-python takes it for %s: too old for record batches or zstd" % (version,))


def keys_headers_nulls_and_timestamps(bootstrap):
    topic = new_topic(bootstrap, configs=FOR_EVER)
    producer = KafkaProducer(bootstrap_servers=bootstrap)
    headers = [("a", b"1"), ("a", b"2"), ("empty", b""), ("umlaut-ä", "ö".encode())]
    producer.send(topic, key=b"k", value=b"v", headers=headers, timestamp_ms=BEGIN)
    producer.send(topic, key=b"", value=b"", timestamp_ms=BEGIN + 1)
    producer.send(topic, key=b"tombstone", value=None, timestamp_ms=BEGIN + 2)
    producer.send(topic, key=None, value=b"no key", timestamp_ms=BEGIN + 3)
    producer.flush(30)
    producer.close()
    records = read_all(bootstrap, topic)
    equal([(r.key, r.value, r.timestamp) for r in records],
          [(b"k", b"v", BEGIN), (b"", b"", BEGIN + 1), (b"tombstone", None, BEGIN + 2), (None, b"no key", BEGIN + 3)])
    equal([h for h in records[0].headers], headers, "headers, in their order, twice the same name")


def every_kind_of_acknowledgement(bootstrap):
    topic = new_topic(bootstrap)
    for acks in (0, 1, "all"):
        produce(bootstrap, topic, [b"acks"] * 20, acks=acks)
    until(lambda: len(read_all(bootstrap, topic)) == 60, "60 records")


def a_large_record_among_small_limits(bootstrap):
    topic = new_topic(bootstrap, configs={"max.message.bytes": "3000000"})
    values = [b"s", b"x" * 2_000_000, b"t"]
    produce(bootstrap, topic, values, max_request_size=3_000_000, linger_ms=0)
    records = read_all(bootstrap, topic, max_partition_fetch_bytes=1000, fetch_max_bytes=2000)
    equal([len(r.value) for r in records], [1, 2_000_000, 1])
    producer = KafkaProducer(bootstrap_servers=bootstrap, max_request_size=8_000_000)
    raises(errors.MessageSizeTooLargeError, producer.send(topic, b"y" * 4_000_000).get, 30)
    producer.close()


def offsets_by_time_and_at_both_ends(bootstrap):
    topic = new_topic(bootstrap, configs=FOR_EVER)
    producer = KafkaProducer(bootstrap_servers=bootstrap, compression_type="gzip", linger_ms=100)
    for i in range(10):
        producer.send(topic, value=b"%d" % i, timestamp_ms=BEGIN + i * SECOND)
    producer.flush(30)
    producer.close()
    consumer = KafkaConsumer(bootstrap_servers=bootstrap)
    p = TopicPartition(topic, 0)
    equal(consumer.beginning_offsets([p]), {p: 0})
    equal(consumer.end_offsets([p]), {p: 10})
    found = consumer.offsets_for_times({p: BEGIN + 3 * SECOND})[p]
    equal((found.offset, found.timestamp), (3, BEGIN + 3 * SECOND), "exact time")
    found = consumer.offsets_for_times({p: BEGIN + 3 * SECOND + 1})[p]
    equal((found.offset, found.timestamp), (4, BEGIN + 4 * SECOND), "between two")
    equal(consumer.offsets_for_times({p: 0})[p].offset, 0, "before all")
    equal(consumer.offsets_for_times({p: BEGIN + 100 * SECOND})[p], None, "after all")
    consumer.close()


def seeking_inside_a_batch(bootstrap):
    topic = new_topic(bootstrap)
    produce(bootstrap, topic, [b"%d" % i for i in range(100)], compression_type="snappy", linger_ms=200)
    consumer = KafkaConsumer(bootstrap_servers=bootstrap)
    p = TopicPartition(topic, 0)
    consumer.assign([p])
    for offset in (57, 99, 0):
        consumer.seek(p, offset)
        record = until(lambda: next((r for b in consumer.poll(500).values() for r in b), None), "a record")
        equal((record.offset, record.value), (offset, b"%d" % offset))
    consumer.close()


def an_offset_that_is_not_there(bootstrap):
    topic = new_topic(bootstrap)
    produce(bootstrap, topic, [b"one"])
    consumer = KafkaConsumer(bootstrap_servers=bootstrap, auto_offset_reset="none")
    p = TopicPartition(topic, 0)
    consumer.assign([p])
    consumer.seek(p, 1000)

    def refused():
        try:
            consumer.poll(500)
        except errors.OffsetOutOfRangeError:
            return True

    until(refused, "offset out of range")
    consumer.close()


def creating_a_topic_by_using_it(bootstrap):
    topic = new_name()
    produce(bootstrap, topic, [b"made"], partition=None)
    consumer = KafkaConsumer(bootstrap_servers=bootstrap)
    equal(consumer.partitions_for_topic(topic), {0, 1, 2, 3}, "default partitions")
    true(topic in consumer.topics(), "listed")
    consumer.close()
    equal([r.value for r in read_all(bootstrap, topic)], [b"made"])


class Member(threading.Thread):
    """A group member on a thread of its own that reads until it is told to leave."""

    def __init__(self, bootstrap, group, topic, **settings):
        super().__init__(daemon=True)
        defaults = dict(auto_offset_reset="earliest", session_timeout_ms=6000, heartbeat_interval_ms=300, enable_auto_commit=True,
                        auto_commit_interval_ms=200, metadata_max_age_ms=2000)
        self.consumer = KafkaConsumer(topic, bootstrap_servers=bootstrap, group_id=group, **dict(defaults, **settings))
        self.values, self.assigned, self.failure = [], frozenset(), None
        self.leaving = threading.Event()
        self.start()

    def run(self):
        try:
            while not self.leaving.is_set():
                for batch in self.consumer.poll(timeout_ms=100).values():
                    self.values.extend(r.value for r in batch)
                self.assigned = frozenset(p.partition for p in self.consumer.assignment())
            self.consumer.close()
        except Exception as e:
            self.failure = e

    def leave(self):
        self.leaving.set()
        self.join(30)
        true(not self.is_alive(), "a member did not leave")


def settled(members, partitions):
    """Whether the members own all partitions and none twice."""
    def check():
        for m in members:
            if m.failure:
                raise m.failure
        time.sleep(0.05)
        owned = [p for m in members for p in m.assigned]
        return sorted(owned) == list(range(partitions)) and all(m.assigned for m in members)
    until(check, lambda: "assignments are %s" % [sorted(m.assigned) for m in members])


def a_group_shares_a_topic_and_survives_a_leaver(bootstrap, strategy):
    topic, group = new_topic(bootstrap, 6), new_name("g")
    assignors = {"range": [RangePartitionAssignor], "roundrobin": [RoundRobinPartitionAssignor]}[strategy]
    members = [Member(bootstrap, group, topic, partition_assignment_strategy=assignors) for _ in range(3)]
    settled(members, 6)
    first = [b"a%d" % i for i in range(60)]
    producer = KafkaProducer(bootstrap_servers=bootstrap)
    for i, v in enumerate(first):
        producer.send(topic, v, partition=i % 6)
    producer.flush(30)
    until(lambda: time.sleep(0.05) or sum(len(m.values) for m in members) >= 60, "60 records")
    gone = members.pop()
    gone.leave()
    settled(members, 6)
    second = [b"b%d" % i for i in range(60)]
    for i, v in enumerate(second):
        producer.send(topic, v, partition=i % 6)
    producer.flush(30)
    producer.close()

    def read():
        return gone.values + [v for m in members for v in m.values]

    until(lambda: time.sleep(0.05) or len(read()) >= 120, lambda: "120 records, %d came" % len(read()))
    equal(sorted(read()), sorted(first + second), "everything once")
    for m in members:
        m.leave()


def a_member_without_a_common_assignor_is_refused_and_disturbs_nobody(bootstrap):
    topic, group = new_topic(bootstrap, 2), new_name("g")
    member = Member(bootstrap, group, topic, partition_assignment_strategy=[RangePartitionAssignor])
    settled([member], 2)
    stranger = KafkaConsumer(topic, bootstrap_servers=bootstrap, group_id=group, partition_assignment_strategy=[RoundRobinPartitionAssignor])
    raises(errors.InconsistentGroupProtocolError, stranger.poll, 10_000)
    stranger.close(autocommit=False)
    produce(bootstrap, topic, [b"on"], partition=1)
    until(lambda: time.sleep(0.05) or member.values == [b"on"], "the member goes on reading")
    equal(member.assigned, {0, 1})
    member.leave()


def a_group_goes_on_from_what_it_committed(bootstrap):
    topic, group = new_topic(bootstrap), new_name("g")
    produce(bootstrap, topic, [b"%d" % i for i in range(10)])
    p = TopicPartition(topic, 0)

    def open_consumer():
        return KafkaConsumer(topic, bootstrap_servers=bootstrap, group_id=group, enable_auto_commit=False, auto_offset_reset="earliest",
                             session_timeout_ms=6000, heartbeat_interval_ms=300)

    consumer = open_consumer()
    equal(next(consumer).offset, 0)
    consumer.commit({p: OffsetAndMetadata(4, "as far as four")})
    equal(consumer.committed(p), 4)
    equal(consumer.committed(p, metadata=True).metadata, "as far as four", "the text of the commit")
    equal(consumer.committed(TopicPartition(topic, 0)), 4)
    consumer.close()

    consumer = open_consumer()
    equal(next(consumer).offset, 4, "goes on")
    raises(errors.OffsetMetadataTooLargeError, consumer.commit, {p: OffsetAndMetadata(5, "x" * 5000)})
    consumer.close()


def committing_without_being_a_member(bootstrap):
    topic, group = new_topic(bootstrap), new_name("g")
    p = TopicPartition(topic, 0)
    consumer = KafkaConsumer(bootstrap_servers=bootstrap, group_id=group, enable_auto_commit=False)
    equal(consumer.committed(p), None, "nothing committed is no error")
    consumer.assign([p])
    consumer.commit({p: OffsetAndMetadata(7, "")})
    equal(consumer.committed(p), 7)
    consumer.close()


def topics_are_created_changed_and_deleted(bootstrap):
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    name = new_name()
    admin.create_topics([NewTopic(name, 2, 1, topic_configs={"retention.ms": "123456"})])
    raises(errors.TopicAlreadyExistsError, admin.create_topics, [NewTopic(name, 2, 1)])
    raises(errors.InvalidReplicationFactorError, admin.create_topics, [NewTopic(new_name(), 1, 9)])
    raises(errors.InvalidPartitionsError, admin.create_topics, [NewTopic(new_name(), 0, 1)])
    raises(errors.InvalidTopicError, admin.create_topics, [NewTopic("a/b", 1, 1)])
    raises(errors.InvalidConfigurationError, admin.create_topics, [NewTopic(new_name(), 1, 1, topic_configs={"no.such": "1"})])
    checked = new_name()
    admin.create_topics([NewTopic(checked, 1, 1)], validate_only=True)
    true(checked not in admin.list_topics(), "only checked, not made")

    admin.create_partitions({name: NewPartitions(5)})
    until(lambda: len(admin.describe_topics([name])[0]["partitions"]) == 5, "5 partitions")
    raises(errors.InvalidPartitionsError, admin.create_partitions, {name: NewPartitions(3)})

    def config():
        answers = admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, name)])
        return {entry[0]: entry[1] for entry in answers[0].resources[0][4]}

    equal(config()["retention.ms"], "123456")
    admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, name, {"cleanup.policy": "compact"})])
    until(lambda: config()["cleanup.policy"] == "compact", "changed config")
    equal(config()["retention.ms"], "604800000", "AlterConfigs replaces all: back at the default")

    broker = admin.describe_cluster()["brokers"][0]["node_id"]
    answers = admin.describe_configs([ConfigResource(ConfigResourceType.BROKER, broker)])
    names = {entry[0] for entry in answers[0].resources[0][4]}
    for needed in ("num.partitions", "default.replication.factor", "log.retention.ms", "message.max.bytes"):
        true(needed in names, "%s is described" % needed)

    admin.delete_topics([name])
    until(lambda: name not in admin.list_topics(), "deleted")
    raises(errors.UnknownTopicOrPartitionError, admin.delete_topics, [name])
    admin.close()


def groups_are_listed_described_and_deleted(bootstrap):
    topic, group = new_topic(bootstrap, 2), new_name("g")
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    member = Member(bootstrap, group, topic, client_id="who")
    settled([member], 2)
    produce(bootstrap, topic, [b"x"], partition=1)
    until(lambda: time.sleep(0.05) or member.values, "the record")
    true((group, "consumer") in admin.list_consumer_groups(), "listed")
    found = admin.describe_consumer_groups([group])[0]
    equal((found.state, found.protocol_type, found.protocol, len(found.members)), ("Stable", "consumer", "range", 1))
    equal(found.members[0].client_id, "who")
    equal([(t, sorted(ps)) for t, ps in found.members[0].member_assignment.assignment], [(topic, [0, 1])])
    answers = admin.delete_consumer_groups([group])
    equal(answers, [(group, errors.NonEmptyGroupError)], "a group with members stays")
    member.leave()
    offsets = admin.list_consumer_group_offsets(group)
    equal(offsets[TopicPartition(topic, 1)].offset, 1)
    until(lambda: admin.describe_consumer_groups([group])[0].state == "Empty", "empty group")
    equal(admin.delete_consumer_groups([group]), [(group, errors.NoError)])
    until(lambda: (group, "consumer") not in admin.list_consumer_groups(), "gone")
    equal(admin.delete_consumer_groups([group]), [(group, errors.GroupIdNotFoundError)])
    admin.close()


def deleting_a_topic_under_its_reader(bootstrap):
    topic, other = new_topic(bootstrap), new_topic(bootstrap)
    produce(bootstrap, topic, [b"x"])
    consumer = KafkaConsumer(bootstrap_servers=bootstrap, auto_offset_reset="earliest")
    consumer.assign([TopicPartition(topic, 0), TopicPartition(other, 0)])
    until(lambda: consumer.poll(200), "the record")
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    admin.delete_topics([topic])
    admin.close()
    produce(bootstrap, other, [b"y"])
    until(lambda: any(r.value == b"y" for b in consumer.poll(200).values() for r in b), "the other topic goes on")
    consumer.close(autocommit=False)


if __name__ == "__main__":
    main(globals())
