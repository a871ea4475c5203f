import test from "ava";
import { PNG } from "pngjs";
import { Ssd1306Controller } from "../../../src/world/devices/kinds/ssd1306-controller.js";
import { pictureHash, toPng, toText } from "../../../src/world/devices/picture.js";
import { device, Kit } from "./bench-kit.js";

const PINS = { sck: 14, mosi: 13, miso: 12, cs: 15 };

/** A transfer on HSPI, chip select and all; what came back. */
function transfer(kit: Kit, bytes: readonly number[], answer = 0): number[] {
	kit.pin(15, 0);
	const before = kit.inputs.length;
	kit.bench.onSpi(kit.tick, { mosi: Uint8Array.from(bytes), misoFrom: bytes.length, misoLength: answer });
	kit.wait(1);
	kit.pin(15, 1);
	const spi = kit.inputs.slice(before).find(({ input }) => input.kind === "spi")?.input;
	return spi?.kind === "spi" ? [...spi.bytes] : [];
}

test("an EEPROM on SPI: enabled for one write, busy for a while, pages wrap", (t) => {
	const kit = new Kit([device("spi-memory", PINS, { size: 1024, page: 4, contents: "00112233" })]);
	kit.pin(15, 1);
	t.deepEqual(transfer(kit, [0x03, 0, 1], 4), [0x11, 0x22, 0x33, 0xff]);
	transfer(kit, [0x02, 0, 0, 0xaa]);
	t.is(kit.state("spi-memory").contents, "00112233", "writes are not enabled");
	transfer(kit, [0x06]);
	t.deepEqual(transfer(kit, [0x05], 1), [2]);
	transfer(kit, [0x02, 0, 2, 0xa2, 0xa3, 0xa0]);
	t.deepEqual(transfer(kit, [0x05], 1), [1], "busy, and no longer enabled");
	t.deepEqual(transfer(kit, [0x03, 0, 0], 2), [0xff, 0xff]);
	kit.wait(6000);
	t.deepEqual(transfer(kit, [0x03, 0, 0], 4), [0xa0, 0x11, 0xa2, 0xa3]);
	t.deepEqual(kit.state("spi-memory"), { size: 1024, contents: "a011a2a3" });
});

test("SSD1306: the three ways of addressing fill the same memory", (t) => {
	const image = Uint8Array.from({ length: 1024 }, (_, i) => (i * 37) & 0xff);
	const byColumns = (width: number, pages: number) =>
		Array.from({ length: width }, (_, x) =>
			Array.from({ length: pages }, (_, page) => image[page * 128 + x]),
		).flat();
	const run = (commands: readonly number[], data: readonly number[]) => {
		const display = new Ssd1306Controller(128, 64);
		for (const byte of [0xa1, 0xc8, 0xaf, ...commands]) display.command(byte);
		for (const byte of data) display.data(byte);
		return display;
	};
	const horizontal = run([0x20, 0, 0x21, 0, 127, 0x22, 0, 7], [...image]);
	const vertical = run([0x20, 1, 0x21, 0, 127, 0x22, 0, 7], byColumns(128, 8));
	const paged = run([0x20, 2], []);
	for (let page = 0; page < 8; page++) {
		for (const byte of [0xb0 | page, 0x00, 0x10]) paged.command(byte);
		for (const byte of image.subarray(page * 128, page * 128 + 128)) paged.data(byte);
	}
	const picture = horizontal.picture();
	t.deepEqual(vertical.picture(), picture);
	t.deepEqual(paged.picture(), picture);
	for (const [x, y] of [
		[0, 0],
		[5, 9],
		[127, 63],
	]) {
		t.is(picture.pixels[y * 128 + x] > 0, ((image[(y >> 3) * 128 + x] >>> (y & 7)) & 1) === 1);
	}
});

test("SSD1306: off, inverted, all lit, turned, scrolled, a narrow panel", (t) => {
	const display = new Ssd1306Controller(64, 32);
	const lit = () => display.picture().pixels.filter((pixel) => pixel > 0).length;
	const at = () => {
		const place = display.picture().pixels.indexOf(0xff);
		return place < 0 ? undefined : [place % 64, Math.floor(place / 64)];
	};
	const command = (...bytes: number[]) => {
		for (const byte of bytes) display.command(byte);
	};
	command(0xa1, 0xc8, 0xa8, 31, 0x20, 0, 0x21, 32, 95, 0x22, 0, 3);
	display.data(0x04);
	t.is(lit(), 0, "it is off");
	command(0xaf);
	t.deepEqual(at(), [0, 2]);
	command(0x42);
	t.deepEqual(at(), [0, 0], "the start line");
	command(0x40, 0xa0);
	t.deepEqual(at(), [63, 2]);
	command(0xc0);
	t.deepEqual(at(), [63, 29]);
	command(0xa7);
	t.is(lit(), 64 * 32 - 1);
	command(0xa6, 0xa5);
	t.is(lit(), 64 * 32);
	command(0xa4, 0x81, 9);
	t.is(display.contrast, 9);
	display.reset();
	t.false(display.isOn);
});

test("a picture as PNG, as text, and as a hash", (t) => {
	const picture = { width: 4, height: 3, pixels: Uint8Array.of(255, 0, 0, 0, 0, 255, 0, 0, 255, 255, 0, 0) };
	const png = PNG.sync.read(Buffer.from(toPng(picture, 2)));
	t.deepEqual([png.width, png.height], [8, 6]);
	const bright = (x: number, y: number) => png.data[(y * 8 + x) * 4] > 0;
	t.true(bright(0, 0) && bright(1, 1) && bright(2, 2) && !bright(2, 0) && !bright(7, 5));
	t.is(toText(picture), "▀▄\n▀▀");
	t.regex(pictureHash(picture), /^[0-9a-f]{16}$/);
	t.not(pictureHash(picture), pictureHash({ ...picture, width: 3, height: 4 }));
});
