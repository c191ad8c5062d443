"""Scenarios of confluent-kafka (librdkafka from Python)."""
import random
import time

from confluent_kafka import (Consumer, KafkaError, KafkaException, OFFSET_BEGINNING, OFFSET_END, Producer, TIMESTAMP_CREATE_TIME,
                             TopicPartition)
from confluent_kafka.admin import AdminClient, ConfigResource, NewPartitions, NewTopic

from scenario import equal, main, new_name, raises, true, until

BEGIN = 1_700_000_000_000
FOR_EVER = {"retention.ms": "-1"}


def code(exception):
    return exception.args[0].code()


def failed_with(futures, expected):
    """Every future must fail with that error code."""
    for name, future in futures.items():
        equal(code(raises(KafkaException, future.result, 30)), expected, str(name))


def done(futures):
    return {name: future.result(30) for name, future in futures.items()}


def admin_of(bootstrap):
    return AdminClient({"bootstrap.servers": bootstrap})


def new_topic(bootstrap, partitions=1, config=None):
    name = new_name()
    admin = admin_of(bootstrap)
    done(admin.create_topics([NewTopic(name, partitions, 1, config=config or {})], operation_timeout=20))

    def led():
        found = admin.list_topics(name, timeout=10).topics[name].partitions
        return len(found) == partitions and all(p.leader >= 0 for p in found.values())

    until(led, "leaders of %s" % name)
    return name


class Sent:
    """Produces and keeps the delivery report of every record."""

    def __init__(self, bootstrap, **settings):
        self.producer = Producer(dict({"bootstrap.servers": bootstrap, "linger.ms": 20}, **{k.replace("_", "."): v for k, v in settings.items()}))
        self.reports, self.failures = [], []

    def send(self, topic, value, **named):
        while True:
            try:
                self.producer.produce(topic, value, on_delivery=self.delivered, **named)
                return
            except BufferError:
                self.producer.poll(0.1)

    def delivered(self, error, message):
        if error:
            self.failures.append(error.code())
        else:
            self.reports.append((message.partition(), message.offset()))

    def finish(self, allow_failures=False):
        equal(self.producer.flush(60), 0, "undelivered records")
        if not allow_failures:
            equal(self.failures, [])
        return self.reports


def consumer_of(bootstrap, group=None, **settings):
    base = {"bootstrap.servers": bootstrap, "group.id": group or new_name("g"), "auto.offset.reset": "earliest", "session.timeout.ms": 6000,
            "heartbeat.interval.ms": 300, "enable.auto.commit": False, "topic.metadata.refresh.interval.ms": 2000, "fetch.wait.max.ms": 100}
    base.update({k.replace("_", "."): v for k, v in settings.items()})
    return Consumer(base)


def read_all(bootstrap, topic, partitions=1, **settings):
    """Every record of the topic in order of partition and offset."""
    consumer = consumer_of(bootstrap, enable_partition_eof=True, **settings)
    consumer.assign([TopicPartition(topic, p, OFFSET_BEGINNING) for p in range(partitions)])
    records, ended = [], set()

    def at_end():
        m = consumer.poll(1)
        if m is None:
            return False
        if m.error():
            equal(m.error().code(), KafkaError._PARTITION_EOF)
            ended.add(m.partition())
        else:
            records.append(m)
        return len(ended) == partitions

    until(at_end, "the end of %s" % topic)
    consumer.close()
    return sorted(records, key=lambda m: (m.partition(), m.offset()))


def every_codec(bootstrap, codec):
    topic = new_topic(bootstrap, 2)
    sent = Sent(bootstrap, compression_codec=codec)
    values = [b"value %d of many that look alike" % i for i in range(2000)]
    for i, v in enumerate(values):
        sent.send(topic, v, partition=i % 2)
    equal(sorted(sent.finish()), [(p, o) for p in range(2) for o in range(1000)], "one delivery report for each, offsets without holes")
    equal([m.value() for m in read_all(bootstrap, topic, 2)], values[0::2] + values[1::2])


def keys_headers_nulls_and_timestamps(bootstrap):
    topic = new_topic(bootstrap, config=FOR_EVER)
    sent = Sent(bootstrap)
    headers = [("a", b"1"), ("b", None), ("a", b"2"), ("empty", b""), ("umlaut-ä", "ö".encode())]
    sent.send(topic, b"v", key=b"k", headers=headers, timestamp=BEGIN)
    sent.send(topic, None, key=b"tombstone", timestamp=BEGIN + 1)
    sent.send(topic, b"", timestamp=BEGIN + 2)
    sent.finish()
    records = read_all(bootstrap, topic)
    equal([(m.key(), m.value(), m.timestamp()) for m in records],
          [(b"k", b"v", (TIMESTAMP_CREATE_TIME, BEGIN)), (b"tombstone", None, (TIMESTAMP_CREATE_TIME, BEGIN + 1)),
           (None, b"", (TIMESTAMP_CREATE_TIME, BEGIN + 2))])
    equal(records[0].headers(), headers)


def the_idempotent_producer(bootstrap):
    topic = new_topic(bootstrap, 3)
    sent = Sent(bootstrap, enable_idempotence=True, linger_ms=1, batch_num_messages=50)
    for i in range(15_000):
        sent.send(topic, b"%d" % i, partition=i % 3)
    sent.finish()
    records = read_all(bootstrap, topic, 3)
    equal([int(m.value()) for m in records], [i for p in range(3) for i in range(p, 15_000, 3)], "everything once, in order")


def transactions_are_refused_at_once(bootstrap):
    producer = Producer({"bootstrap.servers": bootstrap, "transactional.id": new_name("x")})
    began = time.monotonic()
    refused = raises(KafkaException, producer.init_transactions, 30)
    equal(code(refused), KafkaError.TRANSACTIONAL_ID_AUTHORIZATION_FAILED)
    true(time.monotonic() - began < 20, "at once, not at the end of the timeout")


def a_record_above_the_limit(bootstrap):
    topic = new_topic(bootstrap, config={"max.message.bytes": "5000"})
    sent = Sent(bootstrap)
    sent.send(topic, b"x" * 20_000)
    sent.producer.flush(30)
    sent.send(topic, b"small")
    sent.finish(allow_failures=True)
    equal(sent.failures, [KafkaError.MSG_SIZE_TOO_LARGE])
    equal([m.value() for m in read_all(bootstrap, topic)], [b"small"])


def offsets_by_time_and_watermarks(bootstrap):
    topic = new_topic(bootstrap, config=FOR_EVER)
    sent = Sent(bootstrap, compression_codec="zstd")
    for i in range(10):
        sent.send(topic, b"%d" % i, timestamp=BEGIN + i * 1000)
    sent.finish()
    consumer = consumer_of(bootstrap)
    equal(consumer.get_watermark_offsets(TopicPartition(topic, 0), timeout=10), (0, 10))

    def at(time_ms):
        return consumer.offsets_for_times([TopicPartition(topic, 0, time_ms)], timeout=10)[0].offset

    equal([at(BEGIN), at(BEGIN + 3500), at(BEGIN + 9000), at(0)], [0, 4, 9, 0])
    equal(at(BEGIN + 9001), OFFSET_END, "after all")
    consumer.close()


def seeking_pausing_and_going_on(bootstrap):
    topic = new_topic(bootstrap)
    sent = Sent(bootstrap, compression_codec="lz4")
    for i in range(100):
        sent.send(topic, b"%d" % i)
    sent.finish()
    consumer = consumer_of(bootstrap)
    p = TopicPartition(topic, 0, 37)
    consumer.assign([p])
    equal(until(lambda: consumer.poll(1), "a record").offset(), 37, "inside a batch")
    consumer.seek(TopicPartition(topic, 0, 90))
    equal(until(lambda: consumer.poll(1), "a record").offset(), 90)
    consumer.pause([p])
    equal(consumer.poll(0.5), None, "paused")
    consumer.resume([p])
    equal(until(lambda: consumer.poll(1), "a record").offset(), 91)
    consumer.close()


def an_offset_that_is_not_there(bootstrap):
    topic = new_topic(bootstrap)
    sent = Sent(bootstrap)
    sent.send(topic, b"only")
    sent.finish()
    consumer = consumer_of(bootstrap, auto_offset_reset="error")
    consumer.assign([TopicPartition(topic, 0, 1000)])
    found = until(lambda: consumer.poll(1), "an error")
    equal(found.error().code(), KafkaError._AUTO_OFFSET_RESET)
    consumer.close()
    consumer = consumer_of(bootstrap, auto_offset_reset="earliest")
    consumer.assign([TopicPartition(topic, 0, 1000)])
    equal(until(lambda: consumer.poll(1), "a record").value(), b"only", "its reset policy takes it to the beginning")
    consumer.close()


def creating_a_topic_by_using_it(bootstrap):
    topic = new_name()
    sent = Sent(bootstrap)
    sent.send(topic, b"made")
    sent.finish()
    equal(len(admin_of(bootstrap).list_topics(topic, timeout=10).topics[topic].partitions), 4)
    silent, loud = new_name(), new_name()
    for name, allowed in ((silent, False), (loud, True)):
        consumer = consumer_of(bootstrap, allow_auto_create_topics=allowed)
        consumer.subscribe([name])
        if allowed:
            until(lambda: consumer.poll(0.2) or loud in admin_of(bootstrap).list_topics(timeout=10).topics, "made for the consumer")
        else:
            end = time.monotonic() + 1.5
            while time.monotonic() < end:
                consumer.poll(0.1)
        consumer.close()
    true(silent not in admin_of(bootstrap).list_topics(timeout=10).topics, "not made when the client does not allow it")


class Member:
    """A group member that is polled by hand and commits what it gives back."""

    def __init__(self, bootstrap, group, topic, strategy="range,roundrobin", **settings):
        self.cooperative = strategy == "cooperative-sticky"
        self.values, self.events, self.assigned = [], [], set()
        self.fatal = None
        self.consumer = consumer_of(bootstrap, group, partition_assignment_strategy=strategy, **settings)
        self.consumer.subscribe([topic], on_assign=self.on_assign, on_revoke=self.on_revoke)

    def on_assign(self, consumer, partitions):
        new = {p.partition for p in partitions}
        self.events.append(("assign", sorted(new)))
        self.assigned = self.assigned | new if self.cooperative else new

    def on_revoke(self, consumer, partitions):
        old = {p.partition for p in partitions}
        self.events.append(("revoke", sorted(old)))
        self.assigned -= old
        try:
            consumer.commit(asynchronous=False)
        except KafkaException as e:
            # While the consumer closes, librdkafka may have let go of the connection that the commit would take.
            if code(e) not in (KafkaError._NO_OFFSET, KafkaError._DESTROY):
                raise

    def poll(self):
        m = self.consumer.poll(0.02)
        if m is None:
            return
        if m.error():
            if m.error().fatal() or m.error().code() == KafkaError._FATAL:
                self.fatal = m.error()
            return
        self.values.append(m.value())

    def leave(self):
        if self.assigned:
            try:
                self.consumer.commit(asynchronous=False)
            except KafkaException as e:
                if code(e) != KafkaError._NO_OFFSET:
                    raise
        self.consumer.close()


def poll_until(members, condition, what):
    def check():
        for m in members:
            m.poll()
        return condition()
    until(check, what, 60)


def settled(members, partitions):
    poll_until(members, lambda: sorted(p for m in members for p in m.assigned) == list(range(partitions)) and all(m.assigned for m in members),
               lambda: "assignments %s, events %s" % ([sorted(m.assigned) for m in members], [m.events for m in members]))


def produce(bootstrap, topic, values, partitions):
    sent = Sent(bootstrap)
    for i, v in enumerate(values):
        sent.send(topic, v, partition=i % partitions)
    sent.finish()


def a_group_shares_a_topic_and_survives_a_leaver(bootstrap, strategy):
    topic, group = new_topic(bootstrap, 6), new_name("g")
    members = [Member(bootstrap, group, topic, strategy) for _ in range(3)]
    settled(members, 6)
    first = [b"a%d" % i for i in range(60)]
    produce(bootstrap, topic, first, 6)
    poll_until(members, lambda: sum(len(m.values) for m in members) >= 60, "60 records")
    gone = members.pop()
    gone.leave()
    settled(members, 6)
    second = [b"b%d" % i for i in range(60)]
    produce(bootstrap, topic, second, 6)

    def read():
        return gone.values + [v for m in members for v in m.values]

    poll_until(members, lambda: len(read()) >= 120, lambda: "120 records, %d came" % len(read()))
    equal(sorted(read()), sorted(first + second), "everything once")
    if strategy == "cooperative-sticky":
        for m in members:
            true(not any(kind == "revoke" and len(ps) == len(m.assigned) for kind, ps in m.events[1:]), "cooperative: never gives all back: %s" % m.events)
    for m in members:
        m.leave()


def a_cooperative_member_that_joins_takes_only_its_share(bootstrap):
    topic, group = new_topic(bootstrap, 4), new_name("g")
    first = Member(bootstrap, group, topic, "cooperative-sticky")
    settled([first], 4)
    second = Member(bootstrap, group, topic, "cooperative-sticky")
    settled([first, second], 4)
    equal(sorted(len(ps) for kind, ps in first.events if kind == "revoke"), [2], "two of four were given back: %s" % first.events)
    first.leave()
    second.leave()


def a_member_that_is_not_polled_any_more_is_replaced(bootstrap):
    topic, group = new_topic(bootstrap, 2), new_name("g")
    alive = Member(bootstrap, group, topic)
    dead = Member(bootstrap, group, topic, max_poll_interval_ms=6000)
    settled([alive, dead], 2)
    settled([alive], 2)
    alive.leave()


def members_come_and_go(bootstrap):
    """Members join and leave in the middle of rebalances, several at once; nobody is told of an error, nothing is lost or repeated."""
    topic, group, partitions = new_topic(bootstrap, 12), new_name("g"), 12
    random.seed(7)
    present, gone, sent = [], [], 0
    for _ in range(8):
        for _ in range(random.randint(1, 2)):
            present.append(Member(bootstrap, group, topic, "roundrobin"))
        produce(bootstrap, topic, [b"%d" % i for i in range(sent, sent + 60)], partitions)
        sent += 60
        for _ in range(random.randint(0, 25)):
            for m in present:
                m.poll()
        if len(present) > 2:
            for _ in range(random.randint(1, 2)):
                leaver = present.pop(random.randrange(len(present)))
                leaver.leave()
                gone.append(leaver)

    def read():
        return sorted(int(v) for m in present + gone for v in m.values)

    poll_until(present, lambda: len(read()) >= sent, lambda: "%d of %d" % (len(read()), sent))
    settled(present, partitions)
    equal(read(), list(range(sent)), "everything once")
    equal([m.fatal for m in present + gone if m.fatal], [])
    for m in present:
        m.leave()


def a_group_goes_on_from_what_it_committed(bootstrap):
    topic, group = new_topic(bootstrap), new_name("g")
    produce(bootstrap, topic, [b"%d" % i for i in range(10)], 1)
    p = TopicPartition(topic, 0)
    consumer = consumer_of(bootstrap, group)
    equal(consumer.committed([p], timeout=10)[0].offset, -1001, "nothing yet")
    consumer.subscribe([topic])
    equal(until(lambda: consumer.poll(1), "a record").offset(), 0)
    consumer.commit(offsets=[TopicPartition(topic, 0, 6)], asynchronous=False)
    equal(consumer.committed([p], timeout=10)[0].offset, 6)
    consumer.close()
    consumer = consumer_of(bootstrap, group)
    consumer.subscribe([topic])
    equal(until(lambda: consumer.poll(1), "a record").offset(), 6)
    consumer.close()


def a_static_member_that_comes_back_causes_no_rebalance(bootstrap):
    topic, group = new_topic(bootstrap, 4), new_name("g")
    stays = Member(bootstrap, group, topic, group_instance_id="one", session_timeout_ms=20000)
    comes_and_goes = Member(bootstrap, group, topic, group_instance_id="two", session_timeout_ms=20000)
    settled([stays, comes_and_goes], 4)
    before, owned = list(stays.events), set(comes_and_goes.assigned)
    comes_and_goes.consumer.close()
    again = Member(bootstrap, group, topic, group_instance_id="two", session_timeout_ms=20000)
    poll_until([stays, again], lambda: again.assigned, "the assignment of the member that came back")
    equal(again.assigned, owned, "the same partitions as before")
    equal(stays.events, before, "the other one was not disturbed")
    stays.leave()
    again.leave()


def a_second_member_of_the_same_name_fences_the_first(bootstrap):
    topic, group = new_topic(bootstrap, 2), new_name("g")
    first = Member(bootstrap, group, topic, group_instance_id="one")
    settled([first], 2)
    second = Member(bootstrap, group, topic, group_instance_id="one")
    poll_until([first, second], lambda: first.fatal and second.assigned == {0, 1},
               lambda: "fatal %s, second %s" % (first.fatal, second.assigned))
    second.leave()


def topics_are_created_changed_and_deleted(bootstrap):
    admin, name = admin_of(bootstrap), new_name()
    done(admin.create_topics([NewTopic(name, 2, 1, config={"retention.ms": "123456"})], operation_timeout=20))
    failed_with(admin.create_topics([NewTopic(name, 2, 1)]), KafkaError.TOPIC_ALREADY_EXISTS)
    failed_with(admin.create_topics([NewTopic(new_name(), 2, 9)]), KafkaError.INVALID_REPLICATION_FACTOR)
    failed_with(admin.create_topics([NewTopic("a/b", 1, 1)]), KafkaError.TOPIC_EXCEPTION)
    failed_with(admin.create_topics([NewTopic(new_name(), 1, 1, config={"retention.ms": "soon"})]), KafkaError.INVALID_CONFIG)
    checked = new_name()
    done(admin.create_topics([NewTopic(checked, 1, 1)], validate_only=True))
    true(checked not in admin.list_topics(timeout=10).topics, "only checked, not made")
    assigned = new_name()
    broker = next(iter(admin.list_topics(timeout=10).brokers))
    done(admin.create_topics([NewTopic(assigned, 2, replica_assignment=[[broker], [broker]])], operation_timeout=20))
    failed_with(admin.create_topics([NewTopic(new_name(), 1, replica_assignment=[[4711]])]), KafkaError.INVALID_REPLICA_ASSIGNMENT)

    done(admin.create_partitions([NewPartitions(name, 5)], operation_timeout=20))
    until(lambda: len(admin.list_topics(name, timeout=10).topics[name].partitions) == 5, "5 partitions")
    failed_with(admin.create_partitions([NewPartitions(name, 3)]), KafkaError.INVALID_PARTITIONS)
    failed_with(admin.create_partitions([NewPartitions(new_name(), 3)]), KafkaError.UNKNOWN_TOPIC_OR_PART)

    def config():
        resource = ConfigResource("topic", name)
        return done(admin.describe_configs([resource]))[resource]

    equal((config()["retention.ms"].value, config()["retention.ms"].is_default), ("123456", False))
    equal(config()["cleanup.policy"].is_default, True)
    done(admin.alter_configs([ConfigResource("topic", name, set_config={"cleanup.policy": "compact"})]))
    until(lambda: config()["cleanup.policy"].value == "compact", "changed config")
    equal(config()["retention.ms"].is_default, True, "AlterConfigs replaces all")
    failed_with(admin.alter_configs([ConfigResource("topic", name, set_config={"cleanup.policy": "keep"})]), KafkaError.INVALID_CONFIG)
    failed_with(admin.describe_configs([ConfigResource("topic", new_name())]), KafkaError.UNKNOWN_TOPIC_OR_PART)
    resource = ConfigResource("broker", str(broker))
    true("num.partitions" in done(admin.describe_configs([resource]))[resource], "the broker's settings")

    done(admin.delete_topics([name], operation_timeout=20))
    until(lambda: name not in admin.list_topics(timeout=10).topics, "deleted")
    failed_with(admin.delete_topics([name]), KafkaError.UNKNOWN_TOPIC_OR_PART)


def topics_can_be_used_as_soon_as_their_creation_is_answered(bootstrap):
    """Rule: when CreateTopics answers, the topic is there for Metadata, Produce and ListOffsets."""
    admin = admin_of(bootstrap)
    for _ in range(10):
        name = new_name()
        done(admin.create_topics([NewTopic(name, 3, 1)]))
        fresh = Consumer({"bootstrap.servers": bootstrap, "group.id": name})
        equal(fresh.get_watermark_offsets(TopicPartition(name, 2), timeout=5), (0, 0))
        fresh.close()


def groups_are_listed(bootstrap):
    topic, group = new_topic(bootstrap), new_name("g")
    member = Member(bootstrap, group, topic)
    settled([member], 1)
    found = {g.id: g for g in admin_of(bootstrap).list_groups(timeout=10)}[group]
    equal((found.state, found.protocol_type, found.protocol, len(found.members)), ("Stable", "consumer", "range", 1))
    member.leave()
    until(lambda: admin_of(bootstrap).list_groups(group, timeout=10)[0].state == "Empty", "empty when it has left")


if __name__ == "__main__":
    main(globals())
