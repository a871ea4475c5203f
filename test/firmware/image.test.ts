import test from "ava";
import fc from "fast-check";
import { findVersion, parseImage } from "../../src/firmware/image.js";

const latin1 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "latin1"));

test("a version is found as in the image's whole text", (t) => {
	const piece = fc.oneof(
		fc.constantFrom(
			"v1.23.0",
			"v1.25.0+ds-1",
			"vv1.2",
			"1.3",
			" on ",
			" on",
			"2024-06-02",
			"2024-6-2",
			"\xff\0",
		),
		fc.string({ maxLength: 3 }),
	);
	fc.assert(
		fc.property(fc.array(piece, { maxLength: 12 }), fc.nat(3), (pieces, shift) => {
			const text = pieces.join("").replace(/[^\0-\xff]/g, "?");
			const inside = latin1(`${"x".repeat(shift)}${text}`).subarray(shift);
			t.is(findVersion(inside), /v\d+\.\d+[\w.+-]{0,60} on \d{4}-\d{2}-\d{2}/.exec(text)?.[0]);
		}),
		{ numRuns: 2000 },
	);
	t.is(findVersion(latin1(`one on one, v1.2.3 on 2020-02-02`)), "v1.2.3 on 2020-02-02");
});

/** An image of one segment, at an offset in its buffer. */
function imageOf(data: Uint8Array, shift: number): Uint8Array {
	const size = ((16 + data.length) | 15) + 1;
	const image = new Uint8Array(shift + Math.max(256, size)).subarray(shift);
	const view = new DataView(image.buffer, image.byteOffset);
	image.set([0xe9, 1]);
	view.setUint32(4, 0x40100000, true);
	view.setUint32(8, 0x40100000, true);
	view.setUint32(12, data.length, true);
	image.set(data, 16);
	image[size - 1] = data.reduce((xor, byte) => xor ^ byte, 0xef);
	return image;
}

test("a segment's checksum is that of its bytes, of any length and wherever they lie", (t) => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(7), fc.nat(), (data, shift, at) => {
			const image = imageOf(data, shift);
			t.is(parseImage(image, "it").segments[0].length, data.length);
			if (data.length === 0) return;
			image[16 + (at % data.length)] ^= 1 << (at % 8);
			t.throws(() => parseImage(image, "it"), { message: /checksum is wrong/ });
		}),
	);
});
