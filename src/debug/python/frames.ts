/**
 * The Python functions that run, found on the C stack: there lie pointers to the code states of the bytecode interpreter,
 * and a code state names its function, whose type is called "function".
 *
 * Source: py/bc.h, py/objfun.h, py/vm.c of v1.14 and v1.23.
 */
import type { Chip } from "../../chip/chip.js";
import { DRAM_BASE, DRAM_SIZE } from "../../chip/memory/memories.js";
import { registersOf } from "../code/registers.js";
import type { Qstrs } from "./qstrs.js";

export interface PythonFrame {
	readonly name: string;
	readonly file: string;
	readonly line: number;
}

/** Words of the stack that are looked at, frames that are given, and bytes of the longest function. */
const STACK_WORDS = 3000;
const MOST_FRAMES = 24;
const LONGEST_CODE = 0x8000;
const LONGEST_PRELUDE = 8;
const TYPE_NAME = 6;

/** The innermost first. */
export function pythonFrames(chip: Chip, qstrs: Qstrs): PythonFrame[] {
	const seen = new Set<number>();
	const frames: PythonFrame[] = [];
	const stack = registersOf(chip)[1] & ~3;
	for (let i = 0; i < STACK_WORDS && frames.length < MOST_FRAMES; i++) {
		const state = chip.bus.peek((stack + 4 * i) >>> 0, 4);
		if (state === undefined) break;
		if (seen.has(state) || state % 4 !== 0 || state < DRAM_BASE || state >= DRAM_BASE + DRAM_SIZE) continue;
		seen.add(state);
		const frame = frameOf(chip, qstrs, state);
		if (frame) frames.push(frame);
	}
	return frames;
}

/** The frame of a code state, if it is one. */
function frameOf({ bus }: Chip, qstrs: Qstrs, state: number): PythonFrame | undefined {
	const word = (at: number): number => bus.peek(at >>> 0, 4) ?? 0;
	const byte = (at: number): number => bus.peek(at >>> 0, 1) ?? 0;
	const isNew = qstrs.layout === "hashes apart";
	const fun = word(state);
	const ip = word(state + 4);
	const type = word(fun);
	const typeOfType = word(type);
	if (fun % 4 !== 0 || type % 4 !== 0 || typeOfType === 0 || word(typeOfType) !== typeOfType)
		return undefined;
	const typeName = qstrs.text(bus.peek((type + TYPE_NAME) >>> 0, 2) ?? 0);
	if (typeName !== "function" && typeName !== "generator") return undefined;
	const code = word(fun + (isNew ? 12 : 8));
	if (ip < code || ip >= code + LONGEST_CODE || code === 0) return undefined;
	const prelude = readPrelude(byte, code);
	if (!prelude) return undefined;
	const { info, start, parameters } = prelude;
	if (ip < start) return undefined;
	if (!isNew) {
		const name = qstrs.text(byte(info) | (byte(info + 1) << 8));
		const file = qstrs.text(byte(info + 2) | (byte(info + 3) << 8));
		return name && file !== undefined ? { name, file, line: lineOf(byte, info + 4, ip - start) } : undefined;
	}
	// The numbers are of the module's own table; its first is the file.
	const table = word(word(fun + 4) + 8);
	const own = (number: number): string | undefined =>
		qstrs.text(bus.peek((table + 2 * number) >>> 0, 2) ?? -1);
	let at = info;
	const number = (): number => {
		let value = 0;
		for (let b = 0x80; b & 0x80 && at < start; at++) {
			b = byte(at);
			value = (value << 7) | (b & 0x7f);
		}
		return value;
	};
	const name = own(number());
	for (let i = 0; i < parameters; i++) number();
	const file = own(0);
	return name && file !== undefined ? { name, file, line: lineOf(byte, at, ip - start) } : undefined;
}

interface Prelude {
	/** Where names and lines begin, and where code does. */
	readonly info: number;
	readonly start: number;
	/** Names of parameters among the former, in newer builds. */
	readonly parameters: number;
}

function readPrelude(byte: (at: number) => number, code: number): Prelude | undefined {
	let at = code;
	let z = byte(at++);
	let positional = z & 3;
	let keyword = 0;
	for (let n = 0; z & 0x80; n++) {
		if (n > LONGEST_PRELUDE) return undefined;
		z = byte(at++);
		positional |= (z & 4) << n;
		keyword |= ((z & 8) >> 3) << n;
	}
	let infoSize = 0;
	let cells = 0;
	for (let n = 0; ; n++) {
		if (n > LONGEST_PRELUDE) return undefined;
		z = byte(at++);
		cells |= (z & 1) << n;
		infoSize |= ((z & 0x7e) >> 1) << (6 * n);
		if ((z & 0x80) === 0) break;
	}
	if (infoSize > LONGEST_CODE) return undefined;
	return { info: at, start: at + infoSize + cells, parameters: positional + keyword };
}

/** The line of the code at `offset`: pairs of bytes of code and lines, in one byte or two. */
function lineOf(byte: (at: number) => number, from: number, offset: number): number {
	let [at, line, left] = [from, 1, offset];
	for (let c = byte(at); c !== 0; c = byte(at)) {
		const isLong = (c & 0x80) !== 0;
		const bytes = isLong ? c & 0xf : c & 0x1f;
		const lines = isLong ? ((c << 4) & 0x700) | byte(at + 1) : c >> 5;
		if (left < bytes) break;
		left -= bytes;
		line += lines;
		at += isLong ? 2 : 1;
	}
	return line;
}
