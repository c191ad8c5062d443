"""Reads a number of records of partition 0 with kafka-python and prints offset and value of each: reader.py HOST:PORT TOPIC COUNT"""
import sys
import time

from kafka import KafkaConsumer, TopicPartition

bootstrap, topic, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
consumer = KafkaConsumer(bootstrap_servers=bootstrap, auto_offset_reset="earliest")
consumer.assign([TopicPartition(topic, 0)])
records = []
end = time.monotonic() + 45
while len(records) < count and time.monotonic() < end:
    for batch in consumer.poll(200).values():
        records.extend(batch)
# One more look: whatever is there beyond the expected records must show.
for batch in consumer.poll(300).values():
    records.extend(batch)
consumer.close()
for r in records:
    print(r.offset, r.value.decode())
