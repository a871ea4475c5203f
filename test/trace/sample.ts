/** A small trace with something of every kind in it, in two chunks. */
import {
	type Checkpoint,
	type Hash64,
	MemorySink,
	type TraceEnd,
	type TraceHeader,
	TraceWriter,
} from "../../src/trace/index.js";

export const HEADER: TraceHeader = {
	model: 3,
	firmware: { sha256: "0123456789abcdef".repeat(4), size: 600_000, version: "v1.22.0" },
	rom: { sha256: "fedcba9876543210".repeat(4), name: "built-in 1" },
	board: "nodemcu",
	flashSize: 4 * 1024 * 1024,
	flash: [
		{ offset: 0x100000, bytes: Uint8Array.of(1, 2, 3) },
		{ offset: 0x200000, bytes: new Uint8Array(300).fill(7) },
	],
	seed: 0xfedc_ba98_7654_3210n,
	straps: 3,
	mac: "5c:cf:7f:00:00:01",
	rtcPeriodFs: 6_496_000_000,
	recorder: { name: "esp8266-replay", version: "0.1.0" },
	checkpointTicks: 160_000_000,
	state: { components: ["cpu", "ram", "uart"], fields: ["cpu.pc", "cpu.ps", "uart.fifo"] },
	notes: { why: "a test" },
};

export const END: TraceEnd = {
	tick: 500_000_000,
	instructions: 123_456_789,
	whole: 0x8000_0000_0000_0001n,
	reason: "user",
	digests: { console: "00ff", pins: "ab" },
};

/** A checkpoint whose values follow from `n`. */
export function checkpointAt(tick: number, n: number): Checkpoint {
	return {
		tick,
		instructions: Math.floor(tick / 2),
		whole: BigInt(n) + (1n << 63n),
		hashes: BigUint64Array.of(BigInt(n) * 0x1_0000_0001n, BigInt(n >> 1), 5n),
		fields: Uint32Array.of(0x4000_0000 + n, 0x20, 0xffff_ffff),
	};
}

/** Writes the sample; `finish` false leaves it as a killed recorder would. */
export function writeSample(hash64: Hash64, finish = true, header = HEADER): Uint8Array {
	const sink = new MemorySink();
	const writer = new TraceWriter(sink, header, hash64);
	writer.input(0, { kind: "power", event: "power-on", straps: 3 });
	for (const [i, byte] of Buffer.from("print(1)\r\n").entries()) {
		writer.input(1_000_000 + i * 13_889, { kind: "uart", line: 0, byte, baud: 115_200 });
	}
	writer.outputs.power(0, "power-on");
	for (const [i, byte] of Buffer.from("hello\r\n").entries())
		writer.outputs.uart(2_000_000 + i * 13_880, 0, byte, 115_273);
	for (let i = 0; i < 9; i++) writer.outputs.pin(3_000_000 + i * 160, 2, i % 2 === 0 ? 1 : 0);
	writer.checkpoint(checkpointAt(160_000_000, 1));
	writer.flush();
	writer.input(170_000_000, { kind: "pin", pin: 16, level: "z" });
	writer.input(170_000_000, { kind: "adc", microvolts: 500_000 });
	writer.input(170_000_001, { kind: "spi", bytes: Uint8Array.of(9, 8) });
	const anchor = {
		consoleTail: Buffer.from(">>> "),
		sinceTicks: 77,
		frames: 2,
		idle: true,
		edges: [{ pin: 2, count: 9 }],
	};
	writer.input(
		180_000_000,
		{ kind: "frame", bytes: Uint8Array.of(0x80, 0, 1), rssi: -40, channel: 6, rate: 11 },
		anchor,
	);
	writer.input(180_000_000, { kind: "rtc", periodFs: 6_500_000_000 });
	writer.world(180_000_000, "tcp", { port: 80, data: Uint8Array.of(1, 2) });
	writer.note(190_000_000, "a remark");
	writer.mark(190_000_000, "here");
	writer.outputs.uart(181_000_000, 1, 0x55, 74_880);
	writer.outputs.frame(181_000_000, Uint8Array.of(0xb0, 0), 6, 2);
	writer.outputs.spi(182_000_000, Uint8Array.of(0xaa));
	writer.outputs.flash(183_000_000, 0x100000, 4096);
	writer.checkpoint(checkpointAt(320_000_000, 2));
	if (!finish) writer.flush();
	else writer.finish(END);
	return sink.bytes();
}
