"""A person as the original program's nodes behave: LOG BROADCAST PORT X Y TICKS.

Stands at X, Y. Once every 0.2 s it broadcasts itself as JSON by UDP, and sends the same with the contacts that it heard
since to the topic, as JSON that is encoded twice. It is infected when it hears an infected one within distance 2. Prints
its uuid first and whether it was infected last.
"""
import json
import socket
import sys
import threading
import time
import uuid
from datetime import datetime

from confluent_kafka import Producer

log, broadcast, port, x, y, ticks = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5]), int(sys.argv[6])
me = {"uuid": str(uuid.uuid1()), "position": [x, y], "infected": False, "timestamp": "", "alive": True}
contacts = []
lock = threading.Lock()
print(me["uuid"], flush=True)


def listen():
    ear = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    ear.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    ear.bind(("", port))
    while True:
        other = json.loads(ear.recv(1024))
        (their_x, their_y) = other["position"]
        if other["uuid"] == me["uuid"] or (their_x - x) ** 2 + (their_y - y) ** 2 > 4:
            continue
        with lock:
            contacts.append({"uuid": other["uuid"], "timestamp": str(datetime.now())})
            if other["infected"]:
                me["infected"] = True


threading.Thread(target=listen, daemon=True).start()
mouth = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
mouth.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
producer = Producer({"bootstrap.servers": log})
for tick in range(ticks):
    with lock:
        me["timestamp"] = str(datetime.now())
        me["alive"] = tick < ticks - 1
        if me["alive"]:
            mouth.sendto(json.dumps(me).encode(), (broadcast, port))
        producer.produce("contacts", json.dumps(json.dumps({**me, "contacts": contacts})).encode())
        contacts.clear()
    producer.poll(0)
    time.sleep(0.2)
producer.flush()
print("infected" if me["infected"] else "safe", flush=True)
