"""An idempotent producer of librdkafka: writes 0, 1, 2 ... to each partition until standard input ends, and prints a line
"partition number offset" (offset -1: not told) for each record that was acknowledged, or "failed ..." and ends. A fourth argument bounds the records per second."""
import sys
import threading
import time
from confluent_kafka import Producer

bootstrap, topic, partitions = sys.argv[1], sys.argv[2], int(sys.argv[3])
rate = int(sys.argv[4]) if len(sys.argv) > 4 else 0
stop = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), stop.set()), daemon=True).start()
producer = Producer({
    "bootstrap.servers": bootstrap,
    "enable.idempotence": True,
    "linger.ms": 1,
    "message.timeout.ms": 120000,
    # A connection that is cut without a sign is noticed by this timeout alone.
    "socket.timeout.ms": 3000,
    "topic.metadata.refresh.interval.ms": 5000,
    "reconnect.backoff.ms": 20,
    "reconnect.backoff.max.ms": 200,
    "queue.buffering.max.messages": 500,
    # What ends an idempotent producer for good has its reason here alone.
    "error_cb": lambda error: print(error, file=sys.stderr, flush=True) if error.fatal() else None,
})


def delivered(error, message):
    if error is not None:
        print("failed", error, flush=True)
        sys.exit(1)
    # Of a record that the node has already, and no longer knows where, librdkafka learns no offset.
    print(message.partition(), message.value().decode(), -1 if message.offset() is None else message.offset(), flush=True)


number = 0
began = time.monotonic()
while not stop.is_set():
    for partition in range(partitions):
        while True:
            try:
                producer.produce(topic, str(number).encode(), partition=partition, on_delivery=delivered)
                break
            except BufferError:
                producer.poll(0.05)
    number += 1
    early = number * partitions / rate - (time.monotonic() - began) if rate else 0
    producer.poll(0)
    if early > 0.005:
        time.sleep(early)
if producer.flush(120) > 0:
    print("failed: not all was delivered", flush=True)
print("end", number, flush=True)
