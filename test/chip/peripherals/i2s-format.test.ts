import test from "ava";
import fc from "fast-check";
import {
	bitsOf,
	framesAtOnce,
	type I2sFormat,
	plainBytes,
	rxFormat,
	txFormat,
	wordsAtOnce,
	wordsOf,
	wsBits,
} from "../../../src/chip/peripherals/i2s-format.js";
import { pinBits } from "../../../src/chip/peripherals/pin-bits.js";
import { PinPattern } from "../../../src/chip/pin-pattern.js";

const registers = fc.record({
	conf: fc.nat(0xffffffff),
	fifoConf: fc.nat(0xffffffff),
	confChan: fc.nat(0xffffffff),
});
const words = fc.array(fc.nat(0xffffffff), { minLength: 2, maxLength: 16 });

const number = (bits: readonly number[]): number => bits.reduce((value, bit) => value * 2 + bit, 0);

/** What a receiver of the same format makes of bits on the wire. */
function received(bits: readonly number[], format: I2sFormat): number[] {
	const { slotBits } = format;
	return Array.from({ length: bits.length / (2 * slotBits) }, (_, frame) => {
		const at = 2 * slotBits * frame;
		return wordsOf(
			number(bits.slice(at, at + slotBits)),
			number(bits.slice(at + slotBits, at + 2 * slotBits)),
			format,
		);
	}).flat();
}

test("any words in any format are whole frames of bits", (t) => {
	fc.assert(
		fc.property(registers, words, (regs, sent) => {
			const format = txFormat(regs);
			const bits = bitsOf(sent, format, 0x12345678);
			const frames = Math.floor(sent.length / wordsAtOnce(format)) * framesAtOnce(format);
			t.is(bits.length, frames * 2 * format.slotBits);
			t.true(bits.every((bit) => bit === 0 || bit === 1));
			t.is(wsBits(format).filter((bit) => bit === 1).length, format.slotBits);
		}),
	);
});

test("what one side sends the other receives, as far as the slots have room", (t) => {
	fc.assert(
		fc.property(registers, words, fc.constantFrom(0, 2), (regs, sent, mode) => {
			const both = { ...regs, confChan: 0, fifoConf: (mode << 13) | (mode << 16) };
			const format = txFormat(both);
			t.like(rxFormat(both), { slotBits: format.slotBits, upperFirst: format.upperFirst });
			const kept = mode === 0 ? 0xffffffff : 2 ** 32 - 2 ** (32 - format.slotBits);
			const whole = sent.slice(0, sent.length - (sent.length % wordsAtOnce(format)));
			t.deepEqual(
				received(bitsOf(whole, format, 0), format),
				whole.map((word) => (word & kept) >>> 0),
			);
		}),
	);
});

test("words that go out as they are, as bytes, are the same bits", (t) => {
	fc.assert(
		fc.property(registers, words, (regs, sent) => {
			const format = txFormat({ conf: regs.conf & ~0xf000, fifoConf: 0, confChan: 0 });
			const bytes = plainBytes(Uint32Array.from(sent), format);
			const bits = [...(bytes ?? [])].flatMap((byte) =>
				Array.from({ length: 8 }, (_, i) => (byte >> (7 - i)) & 1),
			);
			t.deepEqual(bits, bitsOf(sent, format, 0));
			t.is(plainBytes(Uint32Array.from(sent), { ...format, slotBits: 24 }), undefined);
		}),
	);
});

test("a pattern told late is the pattern told in time, from there on", (t) => {
	const bits = fc.array(fc.constantFrom(0, 1), { minLength: 1, maxLength: 40 });
	fc.assert(
		fc.property(
			bits,
			fc.integer({ min: 1, max: 20 }),
			fc.nat(2000),
			fc.boolean(),
			(bits, ticks, late, repeat) => {
				const whole = new PinPattern(0, pinBits(bits, ticks, 0, repeat));
				const rest = new PinPattern(late, pinBits(bits, ticks, late, repeat));
				for (let tick = late; tick < late + 300; tick++) t.is(rest.levelAt(tick), whole.levelAt(tick));
				t.deepEqual(rest.edgeAfter(late), whole.edgeAfter(late));
			},
		),
	);
});
