"""The kernel's TCP/IP stack behind a TAP device, as the other end of tools/soak/kernel-tcp.ts.

Runs in a network namespace of its own (unshare -rn). Standard input and output carry Ethernet frames, each after its
length in two bytes; standard error carries one line of JSON for each job done.
"""
import fcntl, hashlib, json, os, socket, struct, subprocess, sys, threading

TUNSETIFF, IFF_TAP, IFF_NO_PI = 0x400454CA, 0x0002, 0x1000
SERVER = "198.51.100.10"


def sh(command):
    subprocess.run(command.split(), check=True)


def open_tap():
    tap = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(tap, TUNSETIFF, struct.pack("16sH", b"tap0", IFF_TAP | IFF_NO_PI))
    sh("ip addr add 10.0.2.15/24 dev tap0")
    sh("ip link set lo up")
    sh("ip link set tap0 address 02:00:00:00:00:77 up")
    sh("ip route add default via 10.0.2.2 " + " ".join(sys.argv[1:]))
    return tap


def to_wire(tap):
    while True:
        frame = os.read(tap, 2048)
        os.write(1, struct.pack(">H", len(frame)) + frame)


def from_wire(tap):
    wire = os.fdopen(0, "rb")
    while True:
        header = wire.read(2)
        if len(header) < 2:
            os._exit(0)
        os.write(tap, wire.read(struct.unpack(">H", header)[0]))


def read_all(sock, pause=0.0, size=65536):
    parts = []
    while True:
        part = sock.recv(size)
        if not part:
            return b"".join(parts)
        parts.append(part)
        if pause:
            threading.Event().wait(pause)


def echo(length, **options):
    """Sends random bytes to an echo server, half-closes, reads until the end."""
    sent = os.urandom(length)
    sock = socket.create_connection((SERVER, 7))
    if "receive" in options:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, options["receive"])

    def write():
        sock.sendall(sent)
        sock.shutdown(socket.SHUT_WR)

    writer = threading.Thread(target=write)
    writer.start()
    got = read_all(sock, options.get("pause", 0.0), options.get("size", 65536))
    writer.join()
    sock.close()
    return got == sent


def refused():
    try:
        socket.create_connection((SERVER, 81)).close()
    except ConnectionRefusedError:
        return True
    return False


def aborts():
    """A connection that is reset by this end."""
    sock = socket.create_connection((SERVER, 7))
    sock.sendall(b"x")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()
    return True


def is_reset():
    """A server that aborts."""
    sock = socket.create_connection((SERVER, 9))
    sock.sendall(b"go")
    try:
        return read_all(sock) == b"?"
    except ConnectionResetError:
        return True


def many(count):
    return all(echo(100) for _ in range(count))


def at_once(count):
    results = [False] * count

    def one(i):
        results[i] = echo(20000)

    threads = [threading.Thread(target=one, args=(i,)) for i in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return all(results)


def big_datagram():
    """A datagram that must be fragmented both ways."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.settimeout(2)
    sent = os.urandom(9000)
    for _ in range(20):
        sock.sendto(sent, (SERVER, 7))
        try:
            return sock.recv(65536) == sent
        except socket.timeout:
            continue
    return False


def unreachable():
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.settimeout(2)
    sock.connect((SERVER, 81))
    for _ in range(20):
        try:
            sock.send(b"x")
            sock.recv(10)
        except ConnectionRefusedError:
            return True
        except socket.timeout:
            continue
    return False


def serve():
    """An echo server and one that says nothing, for connections from the other side."""
    listener = socket.create_server(("10.0.2.15", 8266), backlog=64)
    while True:
        sock, _ = listener.accept()
        threading.Thread(target=echo_back, args=(sock,)).start()


def echo_back(sock):
    try:
        while True:
            part = sock.recv(4096)
            if not part:
                break
            sock.sendall(part)
    except OSError:
        pass
    sock.close()


JOBS = [
    ("echo 1", lambda: echo(1)),
    ("echo 1 MB", lambda: echo(1_000_000)),
    ("echo 100 KB, slow reader with a small window", lambda: echo(100_000, receive=2304, pause=0.002, size=700)),
    ("refused", refused),
    ("aborts", aborts),
    ("is reset", is_reset),
    ("200 in a row", lambda: many(200)),
    ("16 at once", lambda: at_once(16)),
    ("9000 bytes of UDP", big_datagram),
    ("UDP to nobody", unreachable),
]


def main():
    tap = open_tap()
    for target in (to_wire, from_wire):
        threading.Thread(target=target, args=(tap,), daemon=True).start()
    threading.Thread(target=serve, daemon=True).start()
    for name, job in JOBS:
        try:
            ok = job()
        except OSError as error:
            ok = str(error)
        print(json.dumps([name, ok]), file=sys.stderr, flush=True)
    print(json.dumps(["end", True]), file=sys.stderr, flush=True)
    threading.Event().wait()


main()
