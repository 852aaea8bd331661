#!/usr/bin/env python3
"""RTSP cameras that cost next to nothing: a film encoded once, sent to whoever asks, looped. RTP inside of the connection.

  rtspsrc.py FILM.h264 [FPS]

The film is H.264 in Annex B with access unit delimiters. Prints `rtsp://127.0.0.1:PORT` when it listens; /cam/N is one camera
for every N, and each client gets it from the beginning. Every picture carries in an SEI message when it was sent and its
number: `CAMTS <monotonic nanoseconds, 16 hex digits> <number, 8 hex digits>`.

GStreamer's server is what the tests use; it takes a third of a core to encode one such film, more than what is measured.
"""
import base64
import re
import socket
import struct
import sys
import threading
import time
import uuid

PAYLOAD = 1400  # bytes of an RTP packet
STAMP = uuid.UUID("5f1d9c5e-7c1b-4c2e-9a55-63616d746573").bytes


def pictures(film):
    """The NAL units of each access unit, delimiters left out."""
    units = [unit.rstrip(b"\0") for unit in film.split(b"\0\0\1")[1:]]
    found = []
    for unit in units:
        if unit[0] & 31 == 9:
            found.append([])
        else:
            found[-1].append(unit)
    return found


def stamp(number):
    text = b"CAMTS %016x %08x" % (time.monotonic_ns(), number)
    return bytes([6, 5, len(STAMP) + len(text)]) + STAMP + text + b"\x80"


def packets(units):
    """RTP payloads of a picture (RFC 6184: single units and FU-A)."""
    for unit in units:
        if len(unit) <= PAYLOAD:
            yield unit
            continue
        indicator, kind = unit[0] & 0xE0 | 28, unit[0] & 31
        pieces = range(1, len(unit), PAYLOAD - 2)
        for start in pieces:
            flags = (0x80 if start == 1 else 0) | (0x40 if start + PAYLOAD - 2 >= len(unit) else 0)
            yield bytes([indicator, flags | kind]) + unit[start:start + PAYLOAD - 2]


class Camera(threading.Thread):
    """One client: answers what it asks, then sends until it is gone."""

    def __init__(self, client, film, rate):
        super().__init__(daemon=True)
        self.client, self.film, self.rate = client, film, rate
        self.lock = threading.Lock()

    def description(self, host):
        sets = {unit[0] & 31: unit for unit in self.film[0]}
        sets_text = ",".join(base64.b64encode(sets[kind]).decode() for kind in (7, 8))
        return (
            f"v=0\r\no=- 1 1 IN IP4 {host}\r\ns=film\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\nm=video 0 RTP/AVP 96\r\n"
            f"a=rtpmap:96 H264/90000\r\na=fmtp:96 packetization-mode=1;profile-level-id={sets[7][1:4].hex()};"
            f"sprop-parameter-sets={sets_text}\r\na=framerate:{self.rate}\r\na=control:track1\r\n").encode()

    def run(self):
        buffered = b""
        try:
            while True:
                while b"\r\n\r\n" not in buffered:
                    if not (chunk := self.client.recv(65536)):
                        return
                    buffered += chunk
                    while buffered[:1] == b"$" and len(buffered) >= 4:  # its reports
                        (length,) = struct.unpack(">H", buffered[2:4])
                        if len(buffered) < 4 + length:
                            break
                        buffered = buffered[4 + length:]
                request, _, buffered = buffered.partition(b"\r\n\r\n")
                self.answer(request.decode())
        except OSError:
            pass

    def answer(self, request):
        method, url = request.split()[:2]
        sequence = re.search(r"(?i)^cseq: *(\d+)", request, re.MULTILINE)[1]
        head, body = [f"RTSP/1.0 200 OK\r\nCSeq: {sequence}\r\nSession: 1"], b""
        if method == "OPTIONS":
            head.append("Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN, GET_PARAMETER")
        elif method == "DESCRIBE":
            body = self.description("127.0.0.1")
            head += [f"Content-Base: {url}/", "Content-Type: application/sdp", f"Content-Length: {len(body)}"]
        elif method == "SETUP":
            head.append("Transport: RTP/AVP/TCP;unicast;interleaved=0-1")
        with self.lock:
            self.client.sendall("\r\n".join(head).encode() + b"\r\n\r\n" + body)
        if method == "PLAY":
            threading.Thread(target=self.play, daemon=True).start()

    def play(self):
        sequence, number, started = 0, 0, time.monotonic()
        try:
            while True:
                time.sleep(max(0, started + number / self.rate - time.monotonic()))
                parts = list(packets([stamp(number), *self.film[number % len(self.film)]]))
                message = []
                for index, payload in enumerate(parts):
                    marker = 0x80 if index == len(parts) - 1 else 0
                    header = struct.pack(">BBHII", 0x80, marker | 96, sequence & 0xFFFF,
                                         number * 90_000 // self.rate & 0xFFFFFFFF, 1)
                    message += [struct.pack(">BBH", 0x24, 0, len(header) + len(payload)), header, payload]
                    sequence += 1
                with self.lock:
                    self.client.sendall(b"".join(message))
                number += 1
        except OSError:
            pass


def main():
    film = pictures(open(sys.argv[1], "rb").read())
    rate = int(sys.argv[2]) if len(sys.argv) > 2 else 25
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        print(f"rtsp://127.0.0.1:{listener.getsockname()[1]}", flush=True)
        while True:
            client, _ = listener.accept()
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            Camera(client, film, rate).start()


main()
