import test from "ava";
import { STRAPS_UART_DOWNLOAD } from "../../../src/chip/config.js";
import { Bench, trapImage } from "./bench.js";
import { dumpRom, hasDump, ownRom } from "./roms.js";

const comparing = hasDump ? test : test.skip;
const MS = 160_000;

const words = (...list: number[]) =>
	list.flatMap((v) => [v & 255, (v >>> 8) & 255, (v >>> 16) & 255, v >>> 24]);
const sum = (data: readonly number[]) => data.reduce((a, b) => a ^ b, 0xef);
const slip = (packet: readonly number[]) => [
	0xc0,
	...packet.flatMap((b) => (b === 0xc0 ? [0xdb, 0xdc] : b === 0xdb ? [0xdb, 0xdd] : [b])),
	0xc0,
];
const command = (op: number, data: readonly number[], checksum = 0) =>
	slip([0, op, data.length & 255, data.length >> 8, ...words(checksum), ...data]);
const block = (op: number, sequence: number, data: readonly number[], checksum = sum(data)) =>
	command(op, [...words(data.length, sequence, 0, 0), ...data], checksum);

const SYNC = command(8, [0x07, 0x07, 0x12, 0x20, ...Array<number>(32).fill(0x55)]);
const PROGRAM = [0, 0x51, 0, 6, 0xff, 0xff, 0, 0];
const page = Array.from({ length: 0x400 }, (_, i) => (7 * i) & 255);

/** What is sent, and how long the line is watched afterwards, ms. */
const SESSION: readonly (readonly [name: string, bytes: readonly number[], wait: number])[] = [
	["first sync: sets the speed", SYNC, 30],
	["sync", SYNC, 30],
	["read_reg", command(0x0a, words(0x60000078)), 20],
	["write_reg", command(0x09, words(0x3ffe9000, 0xdeadbeef, 0xffffffff, 0)), 20],
	["write_reg, masked", command(0x09, words(0x3ffe9000, 0x12345678, 0xff00, 10)), 20],
	["read_reg of memory", command(0x0a, words(0x3ffe9000)), 20],
	["a command that does not exist", command(0x77, words(1)), 30],
	["sync again", SYNC, 30],
	["mem_begin", command(5, words(8, 1, 0x1800, 0x40100000)), 20],
	["mem_data", block(7, 0, PROGRAM), 20],
	["mem_begin of data", command(5, words(0x400, 1, 0x1800, 0x3ffe9000)), 20],
	["mem_data out of sequence", block(7, 1, page), 20],
	["mem_data with a wrong checksum", block(7, 0, page, 0), 20],
	["mem_data that is not the next any more", block(7, 0, page), 20],
	["mem_begin anew", command(5, words(0x400, 1, 0x1800, 0x3ffe9000)), 20],
	["mem_data of data", block(7, 0, page), 20],
	["mem_end, stay", command(6, words(1, 0)), 20],
	["flash_begin", command(2, words(0x2000, 2, 0x400, 0x10000)), 600],
	["flash_data 0", block(3, 0, page), 100],
	["flash_data 1", block(3, 1, page), 100],
	["mem_end, run", command(6, words(0, 0x40100000)), 30],
];

function run(rom: Uint8Array, baud: number): { lines: string[]; bench: Bench } {
	const bench = new Bench(rom, trapImage(), STRAPS_UART_DOWNLOAD);
	bench.chip.run(100 * MS);
	const lines = SESSION.map(([name, bytes, wait]) => {
		bench.console = "";
		for (const byte of bytes) {
			bench.chip.input({ kind: "uart", line: 0, byte, baud });
			bench.chip.run(bench.chip.tick + Math.round(1.6e9 / baud));
		}
		bench.chip.run(bench.chip.tick + wait * MS);
		return `${name}: ${Buffer.from(bench.console, "latin1").toString("hex")}`;
	});
	return { lines, bench };
}

for (const baud of [74880, 115200, 460800]) {
	comparing(`a session at ${baud} baud is answered as by the mask ROM`, (t) => {
		t.deepEqual(run(ownRom(), baud).lines, run(dumpRom(), baud).lines);
	});
}

test("SYNC is answered eight times; blocks reach memory and flash; mem_end starts what was loaded", (t) => {
	const { lines, bench } = run(ownRom(), 115200);
	t.is(lines[1], `sync: ${"c001080200070712200000c0".repeat(8)}`);
	t.deepEqual([...bench.bytes(0x3ffe9000, 0x400)], page);
	t.deepEqual([...bench.chip.state.bytesOf("flash").subarray(0x10000, 0x10800)], [...page, ...page]);
	t.is(bench.regs[16] >>> 0, 0x40100003);
});
