/** A trace of a station on a virtual air, which plays the chip's part; and a reader of pcapng. */

import { exportPcapng } from "../../../src/export/pcapng/export.js";
import { MemorySink, MemorySource, TraceReader, TraceWriter } from "../../../src/trace/index.js";
import type { AccessPointOptions } from "../../../src/world/air/options.js";
import { hash64 } from "../../session/run.js";
import { HEADER } from "../../trace/sample.js";
import { AirBench, TestHost } from "../../world/air/bench.js";

export const AP = "02:00:00:00:00:01";
export const CHIP = "02:00:00:00:01:01";
export const SERVER = "02:00:00:00:02:01";

/** The trace that a chip in the station's place would have given. */
export function traceOf(b: AirBench, station: string): Uint8Array {
	const sink = new MemorySink();
	const writer = new TraceWriter(sink, HEADER, hash64);
	let flushed = 0;
	for (const { tick, from, bytes, channel, rate, rssi } of b.frames) {
		if (from === station) writer.outputs.frame(tick, bytes, channel, rate);
		else writer.input(tick, { kind: "frame", bytes, channel, rate, rssi });
		if (++flushed % 50 === 0) writer.flush(tick + 1);
	}
	writer.finish({ tick: b.now, instructions: 1, whole: 1n, reason: "user" });
	return sink.bytes();
}

/** A conversation in UDP between the station and a server on the wire. */
export function conversation(security: Pick<AccessPointOptions, "security" | "passphrase">): AirBench {
	const b = new AirBench();
	const [wired, host] = [new TestHost(), new TestHost()];
	const ap = b.air.addAccessPoint({
		ssid: "net",
		bssid: AP,
		channel: 11,
		rssi: -61,
		...security,
		wired: wired.segment,
	});
	const { passphrase } = security;
	const key = passphrase === undefined ? {} : { passphrase };
	b.air.addStation({ name: "one", mac: CHIP, ssid: "net", ...key, channel: 11, wired: host.segment });
	b.run(500);
	for (let n = 0; n < 3; n++) {
		host.put(b.now, udp(CHIP, SERVER, n, "question"));
		b.run(20);
		wired.put(b.now, udp(SERVER, CHIP, n, "answer"));
		b.run(20);
	}
	ap.lose("heard", { next: 2 });
	b.run(1);
	host.put(b.now, udp(CHIP, SERVER, 9, "said three times"));
	wired.put(b.now, udp(SERVER, "ff:ff:ff:ff:ff:ff", 10, "to all"));
	b.run(100);
	return b;
}

/** An Ethernet frame with an UDP packet, checksums and all. */
function udp(from: string, to: string, id: number, text: string): Uint8Array {
	const mac = (address: string): number[] => address.split(":").map((byte) => Number.parseInt(byte, 16));
	const ip = (address: string): number[] => [10, 0, 0, address.startsWith("ff") ? 255 : mac(address)[4]];
	const data = [...Buffer.from(text)];
	const length = 28 + data.length;
	const header = [0x45, 0, length >> 8, length & 255, 0, id, 0, 0, 64, 17, 0, 0, ...ip(from), ...ip(to)];
	const sum = checksum(header);
	header[10] = sum >> 8;
	header[11] = sum & 255;
	// A checksum of 0 says that there is none.
	const udpHeader = [0x13, 0x88, 0x13, 0x89, 0, 8 + data.length, 0, 0];
	return Uint8Array.of(...mac(to), ...mac(from), 8, 0, ...header, ...udpHeader, ...data);
}

function checksum(bytes: readonly number[]): number {
	let sum = 0;
	for (let i = 0; i < bytes.length; i += 2) sum += (bytes[i] << 8) | bytes[i + 1];
	while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
	return ~sum & 0xffff;
}

export function exported(trace: Uint8Array): { file: Uint8Array; counts: ReturnType<typeof exportPcapng> } {
	const sink = new MemorySink();
	const counts = exportPcapng(new TraceReader(new MemorySource(trace), hash64), sink);
	return { file: sink.bytes(), counts };
}

export interface Block {
	readonly type: number;
	readonly body: DataView;
}

/** The blocks of a file; throws where one does not end with its length. */
export function blocksOf(file: Uint8Array): Block[] {
	const blocks: Block[] = [];
	const view = new DataView(file.buffer, file.byteOffset, file.length);
	for (let at = 0; at < file.length; ) {
		const length = view.getUint32(at + 4, true);
		if (length % 4 !== 0 || view.getUint32(at + length - 4, true) !== length)
			throw new Error(`block at ${at}`);
		const body = new DataView(file.buffer, file.byteOffset + at + 8, length - 12);
		blocks.push({ type: view.getUint32(at, true), body });
		at += length;
	}
	return blocks;
}

/** A packet block, read. */
export function packetOf({ body }: Block) {
	const length = body.getUint32(12, true);
	return {
		interface: body.getUint32(0, true),
		time: (BigInt(body.getUint32(4, true)) << 32n) + BigInt(body.getUint32(8, true)),
		direction: body.getUint8(20 + ((length + 3) & ~3) + 4) === 1 ? "in" : "out",
		bytes: new Uint8Array(body.buffer, body.byteOffset + 20, length),
	};
}
