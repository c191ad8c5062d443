"""A group member that a test talks to: member.py kafka-python|confluent HOST:PORT GROUP TOPIC range|roundrobin at-most-once|at-least-once

It says "assigned 0,1" when its partitions change, and "read PARTITION VALUE" for each record: at most once, when the group has its
commit (what it could not commit somebody reads again); or at least once, before the commit, whose answer an election may lose. A
commit that fails it tells as "not committed", with the reason. The line "leave" makes it leave the group and end; it then says "left",
and before that, at least once, "committed" when its last commit was answered.
"""
import sys
import threading
import time

leave = threading.Event()


def listen():
    for line in sys.stdin:
        if line.strip() == "leave":
            break
    leave.set()


def say(text):
    print(text, flush=True)


def assigned(partitions):
    say("assigned " + ",".join(str(p) for p in sorted(partitions)))


def kafka_python(bootstrap, group, topic, strategy, tells_first):
    from kafka import ConsumerRebalanceListener, KafkaConsumer
    from kafka.coordinator.assignors.range import RangePartitionAssignor
    from kafka.coordinator.assignors.roundrobin import RoundRobinPartitionAssignor
    from kafka.errors import CommitFailedError
    assignor = {"range": RangePartitionAssignor, "roundrobin": RoundRobinPartitionAssignor}[strategy]
    consumer = KafkaConsumer(bootstrap_servers=bootstrap, group_id=group, auto_offset_reset="earliest", enable_auto_commit=False,
                             session_timeout_ms=10000, heartbeat_interval_ms=300, partition_assignment_strategy=[assignor])

    class Listener(ConsumerRebalanceListener):
        def on_partitions_revoked(self, revoked):
            pass

        def on_partitions_assigned(self, given):
            assigned(p.partition for p in given)

    consumer.subscribe([topic], listener=Listener())
    while not leave.is_set():
        records = [r for batch in consumer.poll(timeout_ms=100).values() for r in batch]
        if not records:
            continue

        def tell():
            for r in records:
                say("read %d %s" % (r.partition, r.value.decode()))

        if tells_first:
            tell()
        try:
            consumer.commit()
        except CommitFailedError as e:
            say("not committed: %s" % e)
            continue
        if not tells_first:
            tell()
    consumer.close()


def confluent(bootstrap, group, topic, strategy, tells_first):
    from confluent_kafka import Consumer, KafkaError, KafkaException
    consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": group, "auto.offset.reset": "earliest", "enable.auto.commit": False,
                         "session.timeout.ms": 10000, "heartbeat.interval.ms": 300, "partition.assignment.strategy": strategy,
                         # Its pause between attempts grows to as long as a session lasts, over which the member gives itself up.
                         "reconnect.backoff.ms": 50, "reconnect.backoff.max.ms": 500})
    consumer.subscribe([topic], on_assign=lambda c, ps: assigned(p.partition for p in ps))
    while not leave.is_set():
        m = consumer.poll(0.1)
        if m is None or m.error():
            continue
        if tells_first:
            say("read %d %s" % (m.partition(), m.value().decode()))
            if m.offset() % 100 == 0:
                consumer.commit(message=m, asynchronous=True)
            continue
        try:
            consumer.commit(message=m, asynchronous=False)
        except KafkaException as e:
            say("not committed: %s" % e)
            continue
        say("read %d %s" % (m.partition(), m.value().decode()))
    if tells_first:
        # Just after a restart librdkafka has yet to find the coordinator again, and refuses to commit by itself.
        for attempt in range(20):
            try:
                consumer.commit(asynchronous=False)
                say("committed")
                break
            except KafkaException as e:
                say("not committed: %s" % e)
                if e.args[0].code() != KafkaError._WAIT_COORD:
                    break
                time.sleep(0.5)
    consumer.close()


if __name__ == "__main__":
    threading.Thread(target=listen, daemon=True).start()
    {"kafka-python": kafka_python, "confluent": confluent}[sys.argv[1]](*sys.argv[2:6], sys.argv[6] == "at-least-once")
    say("left")
