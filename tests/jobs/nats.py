"""nats-server on free loopback ports, started and stopped by the tests, and processes of ours."""
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))
SERVER = shutil.which("nats-server") or "/usr/sbin/nats-server"


def need_server():
    """Leaves as skipped where there is none."""
    if not os.path.exists(SERVER):
        print("nats-server is not installed: skipped")
        sys.exit(77)


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


class Node:
    def __init__(self, folder, name, port, cluster_port=None, routes=(), extra=""):
        self.name, self.port = name, port
        config = [f'server_name: {name}', 'host: "127.0.0.1"', f"port: {port}",
                  f'jetstream {{ store_dir: "{folder}/{name}" }}', extra]
        if cluster_port:
            peers = ", ".join(f'"nats://127.0.0.1:{p}"' for p in routes)
            config.append(f'cluster {{ name: boyin, host: "127.0.0.1", port: {cluster_port}, '
                          f'routes: [{peers}] }}')
        self.config = pathlib.Path(folder) / f"{name}.conf"
        self.config.write_text("\n".join(config))
        self.log = pathlib.Path(folder) / f"{name}.log"
        self.process = None
        self.start()

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([SERVER, "-c", str(self.config)], stdout=log, stderr=log)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        raise RuntimeError(self.log.read_text())

    def kill(self, how=signal.SIGKILL):
        if self.process.poll() is None:
            self.process.send_signal(how)
        self.process.wait()

    @property
    def url(self):
        return f"nats://127.0.0.1:{self.port}"


class Cluster:
    def __init__(self, folder, count=1, extra=""):
        ports = free_ports(count * 3)
        routes, self.monitors = ports[count:2 * count], ports[2 * count:]
        self.nodes = [Node(folder, f"n{i}", ports[i], routes[i] if count > 1 else None, routes,
                           f'{extra}\nhttp: "127.0.0.1:{self.monitors[i]}"')
                      for i in range(count)]

    def leader(self):
        """The node that leads the stream of jobs; the first one where there is none just now."""
        for node, monitor in zip(self.nodes, self.monitors):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{monitor}/jsz?streams=true&accounts=true",
                                            timeout=5) as answer:
                    accounts = json.load(answer).get("account_details") or []
            except OSError:
                continue
            for stream in [s for a in accounts for s in a.get("stream_detail") or []]:
                led = stream.get("cluster", {}).get("leader")
                if led:
                    return next(n for n in self.nodes if n.name == led)
        return self.nodes[0]

    @property
    def url(self):
        return ",".join(node.url for node in self.nodes)

    def stop(self):
        for node in self.nodes:
            node.kill(signal.SIGTERM)
