"""Prints "offset value" for each record of a partition, from the first to the end that the cluster names."""
import sys
from confluent_kafka import Consumer, TopicPartition

bootstrap, topic, partition = sys.argv[1], sys.argv[2], int(sys.argv[3])
consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": "numbered-reader", "enable.auto.commit": False})
place = TopicPartition(topic, partition, 0)
_, end = consumer.get_watermark_offsets(place, timeout=30)
consumer.assign([place])
read = 0
while read < end:
    message = consumer.poll(30)
    if message is None:
        print("failed: nothing came behind", read, flush=True)
        sys.exit(1)
    if message.error():
        continue
    print(message.offset(), message.value().decode(), flush=True)
    read = message.offset() + 1
consumer.close()
print("end", end, flush=True)
