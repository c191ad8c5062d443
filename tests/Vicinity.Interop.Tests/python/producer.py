"""An idempotent producer that goes on until it is told to stop: producer.py HOST:PORT TOPIC

It sends 0, 1, 2, ... to partition 0 and says "delivered N" after each hundred acknowledged since the broker last answered. The
line "stop" ends it; it then says "total N", and fails when a record could not be delivered.
"""
import sys
import threading
import time

from confluent_kafka import Producer

stop = threading.Event()
delivered = 0
failures = []


def listen():
    for line in sys.stdin:
        if line.strip() == "stop":
            break
    stop.set()


def report(error, message):
    global delivered
    if error:
        failures.append(str(error))
        return
    delivered += 1
    if delivered % 100 == 0:
        print("delivered", delivered, flush=True)


if __name__ == "__main__":
    bootstrap, topic = sys.argv[1:]
    threading.Thread(target=listen, daemon=True).start()
    producer = Producer({"bootstrap.servers": bootstrap, "enable.idempotence": True, "linger.ms": 1, "batch.num.messages": 10,
                         "reconnect.backoff.ms": 20, "reconnect.backoff.max.ms": 100, "retry.backoff.ms": 50})
    sent = 0
    while not stop.is_set() and not failures:
        if sent - delivered < 500:
            producer.produce(topic, str(sent), partition=0, on_delivery=report)
            sent += 1
            producer.poll(0)
        else:
            producer.poll(0.01)
        time.sleep(0.0002)
    producer.flush(60)
    print("total", delivered, flush=True)
    if failures or delivered != sent:
        sys.exit("%d of %d delivered; %s" % (delivered, sent, failures[:3]))
