/** Packets that no GDB would send, and what must hold after them. */

import type { Answer, GdbStub } from "../../../src/debug/gdb/stub.js";
import type { TimeMachine } from "../../../src/debug/time/time-machine.js";

type Random = () => number;

const LETTERS = [
	"?",
	"g",
	"G",
	"p",
	"P",
	"m",
	"M",
	"X",
	"c",
	"s",
	"bs",
	"bc",
	"Z0",
	"z2",
	"H",
	"T",
	"D",
	"k",
	"v",
	"q",
	"Q",
	"!",
	"R",
	"\u00ff",
];
const WORDS = [
	"vCont;s",
	"vCont;c:1",
	"vCont",
	"vFile:open:2f6574632f706173737764,0,0",
	"vFile:pread:3,ffff,ffffffff",
	"vFile:fstat:3",
	"vFile:unlink:2f",
	"qSupported:x+",
	"qXfer:features:read:target.xml:0,ffffffff",
	"qXfer:memory-map:read::fffffff0,10",
	"qXfer:features:read:../../etc/passwd:0,100",
	"qRcmd,",
	"qfThreadInfo",
	"qsThreadInfo",
	"QStartNoAckMode",
	"Z0",
	"Z1",
	"Z2",
	"Z3",
	"Z4",
	"Z9",
	"z0",
];
const COMMANDS = [
	"help",
	"tick",
	"seek 99999999999999999999",
	"seek -5h",
	"show ..",
	"show cpu.ar",
	"console -1",
	"stop on pin 99",
	"stop at never",
	"input sideways",
	"checkpoints",
	"where",
	"python",
	"regs",
	"\u0000",
	"seek end",
];
const ADDRESSES = [
	0, 0x3ff00000, 0x3ff20e44, 0x3ffe7ffe, 0x3ffe8000, 0x3fffffff, 0x40000000, 0x4000ffff, 0x40100000,
	0x4010fffe, 0x40200000, 0x402fffff, 0x60000000, 0x6fffffff, 0xfffffffe,
];

const pick = <T>(random: Random, all: readonly T[]): T => all[Math.floor(random() * all.length)];
const bytes = (random: Random, most: number): Buffer =>
	Buffer.from(Array.from({ length: Math.floor(random() * most) }, () => Math.floor(random() * 256)));

/** One packet's data. */
export function hostilePacket(random: Random): Buffer {
	const address = (random() < 0.9 ? pick(random, ADDRESSES) : Math.floor(random() * 2 ** 32)).toString(16);
	const length = Math.floor(random() ** 3 * (random() < 0.05 ? 0xffffffff : 600)).toString(16);
	const junk = bytes(random, 40);
	switch (Math.floor(random() * 9)) {
		case 0:
			return bytes(random, 300);
		case 1:
			return Buffer.concat([Buffer.from(pick(random, LETTERS), "latin1"), junk]);
		case 2:
			return Buffer.from(`m${address},${length}`);
		case 3:
			return Buffer.from(`M${address},${junk.length.toString(16)}:${junk.toString("hex")}`);
		case 4:
			return Buffer.concat([Buffer.from(`X${address},${junk.length.toString(16)}:`), junk]);
		case 5:
			return Buffer.from(`${pick(random, ["Z", "z"])}${Math.floor(random() * 6)},${address},${length}`);
		case 6:
			return Buffer.concat([Buffer.from(pick(random, WORDS)), random() < 0.5 ? junk : Buffer.alloc(0)]);
		case 7:
			return Buffer.from(`qRcmd,${Buffer.from(pick(random, COMMANDS)).toString("hex")}`);
		default:
			return Buffer.from(`P${Math.floor(random() * 60).toString(16)}=${bytes(random, 9).toString("hex")}`);
	}
}

/** Gives a packet, and lets what it starts run for `most` turns; the answer, if there is one by then. */
export function giveHostile(stub: GdbStub, data: Buffer, most: number): Answer | undefined {
	const answer = stub.answer(data);
	if (typeof answer === "string" || Buffer.isBuffer(answer)) return answer;
	for (let turn = 0; turn < most; turn++) {
		const step = answer.walk.next();
		if (step.done) return step.value;
	}
	return undefined;
}

/** The mask ROM's bytes: what no packet may change. */
export const romOf = (time: TimeMachine): Buffer => Buffer.from(time.chip.state.bytesOf("rom"));
