#!/usr/bin/env python3
"""Makes node.pcap: the packets of ../silent/proxied.pcap as a node of a cluster would see them.

The addresses and ports become those of a pod and of a server outside: with a
transparent proxy the client dials the server itself, and the proxy keeps the address of the client. Checksums are made anew, all else stays.
"""
import pathlib
import struct

HERE = pathlib.Path(__file__).parent
POD, SERVER = "10.0.0.181", "198.51.100.10"
ENDS = {
    ("127.0.0.1", 44756): (POD, 56816),
    ("127.0.0.2", 8443): (SERVER, 443),
    ("127.0.0.2", 50076): (POD, 41318),
    ("127.0.0.3", 8443): (SERVER, 443),
}


def address(text):
    return bytes(int(part) for part in text.split("."))


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def rewritten(frame):
    ip = bytearray(frame[14:])
    length = (ip[0] & 15) * 4
    tcp = bytearray(ip[length:])
    ports = struct.unpack("!HH", tcp[:4])
    hosts = [".".join(map(str, ip[at : at + 4])) for at in (12, 16)]
    ends = [ENDS[end] for end in zip(hosts, ports)]
    tcp[:4] = struct.pack("!HH", ends[0][1], ends[1][1])
    tcp[16:18] = b"\0\0"
    head = ip[:length]
    head[12:20] = address(ends[0][0]) + address(ends[1][0])
    head[10:12] = b"\0\0"
    head[10:12] = struct.pack("!H", checksum(bytes(head)))
    pseudo = bytes(head[12:20]) + struct.pack("!BBH", 0, 6, len(tcp))
    tcp[16:18] = struct.pack("!H", checksum(pseudo + bytes(tcp)))
    return frame[:14] + bytes(head) + bytes(tcp)


def main():
    data = (HERE / "../silent/proxied.pcap").read_bytes()
    out, at = [data[:24]], 24
    while at < len(data):
        head, size = data[at : at + 16], struct.unpack_from("<I", data, at + 8)[0]
        out.append(head + rewritten(data[at + 16 : at + 16 + size]))
        at += 16 + size
    (HERE / "node.pcap").write_bytes(b"".join(out))


main()
