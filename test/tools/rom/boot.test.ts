import test from "ava";
import { STRAPS_UART_DOWNLOAD } from "../../../src/chip/config.js";
import { Bench, trapImage } from "./bench.js";
import { dumpRom, hasDump, ownRom } from "./roms.js";

const comparing = hasDump ? test : test.skip;
const MS = 160_000;

/** An image of segments, with the checksum where it belongs. */
function image(segments: readonly (readonly [address: number, data: Uint8Array])[]): Uint8Array {
	const flash = new Uint8Array(1 << 20).fill(0xff);
	const view = new DataView(flash.buffer);
	flash.set([0xe9, segments.length, 2, 0x20]);
	view.setUint32(4, 0x40100000, true);
	let at = 8;
	let sum = 0xef;
	for (const [address, data] of segments) {
		view.setUint32(at, address, true);
		view.setUint32(at + 4, data.length, true);
		flash.set(data, at + 8);
		at += 8 + data.length;
		for (const byte of data) sum ^= byte;
	}
	flash[at | 15] = sum;
	return flash;
}

const STOP = Uint8Array.of(0, 0x51, 0, 6, 0xff, 0xff, 0, 0);
const pattern = (n: number) => Uint8Array.from({ length: n }, (_, i) => 7 * i + 3);

function consoleOf(rom: Uint8Array, flash: Uint8Array, straps: number): string {
	const bench = new Bench(rom, flash, STRAPS_UART_DOWNLOAD);
	bench.chip.input({ kind: "power", event: "power-on", straps });
	bench.console = "";
	for (let i = 0; i < 400; i++) bench.chip.run(bench.chip.tick + MS);
	return bench.console;
}

const broken = trapImage();
broken[31] ^= 1;
const images: Record<string, Uint8Array> = {
	plain: trapImage(),
	"wrong checksum": broken,
	erased: new Uint8Array(1 << 20).fill(0xff),
};
for (let n = 0; n <= 48; n += 4) {
	images[`segments of 8, ${n}, 12`] = image([
		[0x40100000, STOP],
		[0x3ffe8000, pattern(n)],
		[0x3ffe9000, pattern(12)],
	]);
}

for (const [name, flash] of Object.entries(images)) {
	comparing(`flash boot prints what the mask ROM prints: ${name}`, (t) => {
		t.is(consoleOf(ownRom(), flash, 3), consoleOf(dumpRom(), flash, 3));
	});
}

test("flash boot without a dump", (t) => {
	t.is(
		consoleOf(ownRom(), trapImage(), 3),
		"\r\n ets Jan  8 2013,rst cause:1, boot mode:(3,3)\r\n\r\nload 0x40100000, len 8, room 16 \r\ntail 8\r\nchksum 0xb8\r\ncsum 0xb8\r\n",
	);
});
