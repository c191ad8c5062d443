"""A producer of librdkafka that may not repeat (retries=0, not idempotent): writes 0, 1, 2 ... to partition 0 until standard input ends, a record every
few milliseconds, and prints "number acknowledged" or "number NAME_OF_THE_ERROR" for each."""
import sys
import threading
from confluent_kafka import Producer

bootstrap, topic = sys.argv[1], sys.argv[2]
stop = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), stop.set()), daemon=True).start()
producer = Producer({"bootstrap.servers": bootstrap, "acks": "all", "retries": 0, "linger.ms": 0, "message.timeout.ms": 20000, "log_level": 0})


def told(error, message):
    print(message.value().decode(), error.name() if error else "acknowledged", flush=True)


number = 0
while not stop.is_set():
    producer.produce(topic, str(number).encode(), partition=0, on_delivery=told)
    number += 1
    producer.poll(0.005)
producer.flush(60)
print("end", number, flush=True)
