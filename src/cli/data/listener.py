#!/usr/bin/env python3
"""A listener for `boyin audit --listener`: Whisper, by faster-whisper, on descriptor 3.

usage: listener.py MODEL            (boyin starts it; docs/audit.md)

MODEL is a folder with a Whisper network in CTranslate2's form, or a name that faster-whisper knows.
Needs faster-whisper (pip) and, with it, numpy. Every message is a length (u32, little-endian) and so many bytes: the
sample rate (u32) and samples (f32) come, JSON goes back: {"text": …}, or {"error": …} where it cannot begin.
"""
import json
import socket
import struct
import sys


def receive(sock, count):
    data = b""
    while len(data) < count:
        piece = sock.recv(min(count - len(data), 1 << 20))
        if not piece:
            return None
        data += piece
    return data


def messages(sock):
    while (prefix := receive(sock, 4)) is not None:
        body = receive(sock, struct.unpack("<I", prefix)[0])
        if body is None:
            return
        yield body


def answer(sock, value):
    body = json.dumps(value, ensure_ascii=False).encode()
    sock.sendall(struct.pack("<I", len(body)) + body)


def at_16_khz(numpy, samples, rate):
    if rate == 16000:
        return samples
    whole = int(len(samples) * 16000 / rate)
    width = max(1, rate // 16000)  # the mean of neighbours keeps what is above 8 kHz out, well enough to be heard
    smooth = numpy.convolve(samples, numpy.ones(width) / width, "same")
    return numpy.interp(numpy.arange(whole) * rate / 16000, numpy.arange(len(samples)), smooth).astype(numpy.float32)


def main():
    sock = socket.socket(fileno=3)
    try:
        import numpy
        from faster_whisper import WhisperModel
        model = WhisperModel(sys.argv[1], device="cpu", compute_type="int8", cpu_threads=1)
    except Exception as error:  # whatever is missing is told to who asks
        for _ in messages(sock):
            answer(sock, {"error": f"{type(error).__name__}: {error}"})
        return
    for body in messages(sock):
        rate = struct.unpack("<I", body[:4])[0]
        samples = at_16_khz(numpy, numpy.frombuffer(body[4:], dtype="<f4"), rate)
        segments, _ = model.transcribe(samples, language="zh", beam_size=5, temperature=0,
                                       condition_on_previous_text=False, without_timestamps=True)
        answer(sock, {"text": "".join(segment.text for segment in segments)})


if __name__ == "__main__":
    main()
