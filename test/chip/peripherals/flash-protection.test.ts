import test from "ava";
import fc from "fast-check";
import { isProtected } from "../../../src/chip/peripherals/flash-protection.js";

const MB = 1 << 20;
const TB = 1 << 5;
const SEC = 1 << 6;
const CMP = 1 << 6;

/** The protected range of a chip, found byte by byte at its borders: the first and the last protected sector. */
function range(status1: number, status2: number, size: number): string {
	const sectors = Array.from({ length: size / 0x1000 }, (_, i) => i * 0x1000).filter((at) =>
		isProtected(status1, status2, size, at, 0x1000),
	);
	if (sectors.length === 0) return "none";
	const [first, last] = [sectors[0], sectors[sectors.length - 1] + 0xfff];
	return last - first + 1 === sectors.length * 0x1000
		? `${first.toString(16)}-${last.toString(16)}`
		: "holes";
}

const bp = (n: number): number => n << 2;

test("W25Q32: the datasheet's table", (t) => {
	const size = 4 * MB;
	const table: readonly (readonly [status1: number, plain: string, complement: string])[] = [
		[bp(0), "none", "0-3fffff"],
		[bp(1), "3f0000-3fffff", "0-3effff"],
		[bp(2), "3e0000-3fffff", "0-3dffff"],
		[bp(3), "3c0000-3fffff", "0-3bffff"],
		[bp(4), "380000-3fffff", "0-37ffff"],
		[bp(5), "300000-3fffff", "0-2fffff"],
		[bp(6), "200000-3fffff", "0-1fffff"],
		[TB | bp(1), "0-ffff", "10000-3fffff"],
		[TB | bp(2), "0-1ffff", "20000-3fffff"],
		[TB | bp(6), "0-1fffff", "200000-3fffff"],
		[bp(7), "0-3fffff", "none"],
		[TB | bp(7), "0-3fffff", "none"],
		[SEC | bp(1), "3ff000-3fffff", "0-3fefff"],
		[SEC | bp(2), "3fe000-3fffff", "0-3fdfff"],
		[SEC | bp(3), "3fc000-3fffff", "0-3fbfff"],
		[SEC | bp(4), "3f8000-3fffff", "0-3f7fff"],
		[SEC | bp(5), "3f8000-3fffff", "0-3f7fff"],
		[SEC | TB | bp(1), "0-fff", "1000-3fffff"],
		[SEC | TB | bp(5), "0-7fff", "8000-3fffff"],
	];
	for (const [status1, plain, complement] of table) {
		t.is(range(status1, 0, size), plain, `status ${status1.toString(16)}`);
		t.is(range(status1, CMP, size), complement, `status ${status1.toString(16)}, complement`);
	}
});

test("smaller and larger chips: 64 KB blocks, or a sixty-fourth of the chip", (t) => {
	t.is(range(bp(1), 0, MB), "f0000-fffff");
	t.is(range(bp(4), 0, MB), "80000-fffff");
	t.is(range(bp(5), 0, MB), "0-fffff");
	t.is(range(bp(5), 0, 2 * MB), "100000-1fffff");
	t.is(range(bp(1), 0, 16 * MB), "fc0000-ffffff");
	t.is(range(bp(6), 0, 16 * MB), "800000-ffffff");
});

test("a range is protected when any of its bytes is", (t) => {
	const byte = fc.nat({ max: 4 * MB - 1 });
	fc.assert(
		fc.property(
			fc.nat({ max: 255 }),
			fc.constantFrom(0, CMP),
			byte,
			fc.integer({ min: 1, max: 4096 }),
			(s1, s2, at, n) => {
				const length = Math.min(n, 4 * MB - at);
				const ends = [at, at + length - 1].some((b) => isProtected(s1, s2, 4 * MB, b, 1));
				// The protected part is one range that begins or ends where the array does, so its border is all there is to miss.
				t.is(isProtected(s1, s2, 4 * MB, at, length), ends);
			},
		),
	);
});
