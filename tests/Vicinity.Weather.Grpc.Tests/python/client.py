"""A foreign sensor and terminal: client.py send|follow|serve GENERATED-FOLDER ADDRESS [COUNT]. Ends with 0 when all was as it should be."""
import json
import sys
import threading
import time
from concurrent import futures

mode, generated, address = sys.argv[1:4]
count = int(sys.argv[4]) if len(sys.argv) > 4 else 0
sys.path.insert(0, generated)

import grpc
from google.protobuf.timestamp_pb2 import Timestamp
from vicinity.weather.v1 import balancer_pb2_grpc, proxy_pb2, proxy_pb2_grpc, readings_pb2, terminal_pb2, terminal_pb2_grpc


def now():
    stamp = Timestamp()
    stamp.GetCurrentTime()
    return stamp


def show(window):
    mean = window.mean if window.HasField("mean") else None
    from vicinity.weather.v1 import windows_pb2 as w
    print(json.dumps([w.WindowQuantity.Name(window.quantity), w.WindowOver.Name(window.over), window.name, window.start_unix_ms, window.end_unix_ms,
                      window.revision, window.count, mean]), flush=True)


def send():
    with grpc.insecure_channel(address) as channel:
        balancer = balancer_pb2_grpc.BalancerStub(channel)
        air = balancer.process_meteo_data(readings_pb2.RawMeteoData(id="py-1", number=1, timestamp=now(), temperature=20, humidity=40), timeout=10)
        assert air.coefficient == 0.5, air
        pollution = balancer.process_pollution_data(readings_pb2.RawPollutionData(id="py-1", number=2, timestamp=now(), co2=400.25), timeout=10)
        assert pollution.coefficient == 0.5, pollution
        try:
            balancer.process_meteo_data(readings_pb2.RawMeteoData(id="py-1", number=3, timestamp=now(), humidity=40), timeout=10)
            raise AssertionError("a reading without temperature was taken")
        except grpc.RpcError as error:
            assert error.code() == grpc.StatusCode.INVALID_ARGUMENT, error
            assert "temperature is missing" in error.details(), error

        def batches():
            for sequence in range(1, 11):
                batch = readings_pb2.ReadingBatch(sequence=sequence, id="py-2")
                for i in range(10):
                    measurement = batch.measurements.add(number=sequence * 10 + i, time_unix_ms=int(time.time() * 1000))
                    measurement.wind.direction = 90
                    measurement.wind.speed = 4
                yield batch

        results = sorted((r.sequence, r.WhichOneof("outcome"), len(r.taken.refused)) for r in balancer.stream_readings(batches(), timeout=10))
        assert results == [(s, "taken", 0) for s in range(1, 11)], results


def follow():
    with grpc.insecure_channel(address) as channel:
        seen = 0
        stream = proxy_pb2_grpc.ProxyStub(channel).follow_windows(proxy_pb2.FollowWindows(name="py-terminal"))
        for batch in stream:
            for window in batch.windows:
                show(window)
            seen += len(batch.windows)
            if seen >= count:
                stream.cancel()
                return


def serve():
    done = threading.Event()

    class Terminal(terminal_pb2_grpc.TerminalServicer):
        position = ""
        seen = 0

        def receive_windows(self, request, context):
            if request.session != "py-session":
                context.abort(grpc.StatusCode.PERMISSION_DENIED, "who are you")
            if request.after == self.position:
                for window in request.windows:
                    show(window)
                self.seen += len(request.windows)
                self.position = request.position
            if self.seen >= count:
                done.set()
            return terminal_pb2.WindowsKept(position=self.position)

    terminal = Terminal()
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=2))
    terminal_pb2_grpc.add_TerminalServicer_to_server(terminal, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    with grpc.insecure_channel(address) as channel:
        proxy = proxy_pb2_grpc.ProxyStub(channel)
        limit = time.monotonic() + 30
        while not done.is_set():
            assert time.monotonic() < limit, "the windows did not come"
            proxy.register_terminal(proxy_pb2.TerminalRegistration(name="py-terminal", address=f"http://127.0.0.1:{port}", session="py-session", position=terminal.position), timeout=5)
            done.wait(0.1)
    server.stop(1).wait()


{"send": send, "follow": follow, "serve": serve}[mode]()
