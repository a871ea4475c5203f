/** Random test cases over every instruction form, as straight-line code with safe detours. */
import { INSTRUCTIONS, type Instruction, Op } from "../../src/chip/xtensa/isa.js";
import { OPERANDS, type Operand } from "../../src/chip/xtensa/operands.js";
import { operandBits } from "./assembler.js";
import { type Code, Label, type Value } from "./program.js";
import type { Random } from "./random.js";
import { DATA, DATA_SIZE } from "./runtime.js";

/** What a case is made of, before it has addresses. */
type Step =
	| { readonly kind: "raw"; readonly word: number }
	| { readonly kind: "code"; readonly name: string; readonly operands: readonly Value[] }
	| { readonly kind: "literal"; readonly register: number; readonly value: Value }
	| { readonly kind: "label"; readonly label: Label; readonly align: boolean };

/** One case: its steps, and how many instructions of the test proper it has. */
export interface Case {
	readonly steps: readonly Step[];
	readonly instructions: number;
}

/** Instructions a random program cannot hold, and why. */
export const EXCLUDED: ReadonlyMap<string, string> = new Map([
	["simcall", "ends or interrupts the run: every report is written with it"],
	["waiti", "waits for an interrupt from outside"],
	["rer", "stops QEMU"],
	["wer", "stops QEMU"],
	...["ritlb0", "ritlb1", "rdtlb0", "rdtlb1", "pitlb", "pdtlb", "witlb", "wdtlb", "iitlb", "idtlb"].map(
		(name): [string, string] => [name, "region attributes are not modelled"],
	),
	...["rsr", "wsr", "xsr"].flatMap((kind) =>
		["ccount", "ccompare0"].map((name): [string, string] => [
			`${kind}.${name}`,
			"QEMU counts time, not cycles",
		]),
	),
	...["wsr", "xsr"].map((kind): [string, string] => [`${kind}.vecbase`, "the vectors must stay"]),
]);

const isPlain = ({ op, name }: Instruction): boolean =>
	((op >= Op.ADD && op <= Op.MULL) || op === Op.NOP || op === Op.ISYNC) && !EXCLUDED.has(name);
const isMemory = ({ op }: Instruction): boolean => op >= Op.L8UI && op <= Op.S32I;
const isBranch = ({ op }: Instruction): boolean => op >= Op.BEQZ && op <= Op.BBSI;
const PLAIN = INSTRUCTIONS.filter(isPlain);
const MEMORY = INSTRUCTIONS.filter(isMemory);
const BRANCHES = INSTRUCTIONS.filter(isBranch);
const ILLEGAL = INSTRUCTIONS.filter(({ op }) => op === Op.ILL);
/** Special registers any value may be read from and written to. */
const FREE_SPECIALS = [
	"sar epc1 epc2 epc3 depc eps2 eps3 excsave1 excsave2 excsave3 exccause excvaddr ddr ibreaka0 dbreaka0 icount",
].flatMap((names) => names.split(" "));
const READ_ONLY_SPECIALS =
	"vecbase prid 176 208 interrupt debugcause intenable ps litbase ibreakenable icountlevel dbreakc0".split(
		" ",
	);

const widthOf = (op: Op): number => {
	if (op === Op.L8UI || op === Op.S8I) return 1;
	return op === Op.L32I || op === Op.S32I ? 4 : 2;
};

/** Writes one random case. */
class CaseWriter {
	readonly #steps: Step[] = [];
	#instructions = 0;

	constructor(private readonly random: Random) {}

	write(length: number): Case {
		this.#literal(0, this.random.value());
		while (this.#instructions < length) this.#step();
		return { steps: this.#steps, instructions: this.#instructions };
	}

	#register(): number {
		return this.random.below(16);
	}

	#emit(name: string, ...operands: Value[]): void {
		this.#steps.push({ kind: "code", name, operands });
		this.#instructions++;
	}

	#literal(register: number, value: Value): void {
		this.#steps.push({ kind: "literal", register, value });
		this.#instructions++;
	}

	#place(label: Label, align = false): void {
		this.#steps.push({ kind: "label", label, align });
	}

	/** Any word of this instruction's form. */
	#any({ match, mask, length, op }: Instruction): void {
		const bits = length === 2 ? 0xffff : 0xffffff;
		this.#steps.push({ kind: "raw", word: match | (this.random.u32() & ~mask & bits) });
		this.#instructions++;
		if (op === Op.SSL || op === Op.SSA8B) this.#endBlock();
	}

	/**
	 * A jump to the next instruction. Within one translated block QEMU takes the amount that SSL and
	 * SSA8B leave for one below 32, and right shifts by 32 come out as shifts by 0.
	 */
	#endBlock(): void {
		this.#emit("sll", this.#register(), this.#register());
		const next = new Label();
		this.#emit("j", next);
		this.#place(next);
	}

	#step(): void {
		const roll = this.random.below(100);
		if (roll < 58) this.#any(this.random.pick(PLAIN));
		else if (roll < 74) this.#memory();
		else if (roll < 84) this.#branch();
		else if (roll < 88) this.#jump();
		else if (roll < 92) this.#special();
		else if (roll < 95) this.#literal(this.#register(), this.random.value());
		else if (roll < 97) this.#backward();
		else if (roll < 98) this.#debug();
		else this.#exceptional();
	}

	#plain(count: number): void {
		for (let i = 0; i < count; i++) this.#any(this.random.pick(PLAIN));
	}

	/** A load or store inside the data area, rarely misaligned. */
	#memory(): void {
		const instruction = this.random.pick(MEMORY);
		const width = widthOf(instruction.op);
		const offsetOperand: Operand = OPERANDS[instruction.operands[2]];
		const offset = offsetOperand.value(this.random.below(2 ** operandBits(offsetOperand)), 0);
		const target = DATA + this.random.below(DATA_SIZE / width) * width;
		const crooked = width > 1 && this.random.oneIn(60) ? 1 : 0;
		const base = this.#register();
		this.#literal(base, target - offset + crooked);
		this.#emit(instruction.name, this.#register(), base, offset);
	}

	/** A conditional branch over some instructions. */
	#branch(): void {
		const instruction = this.random.pick(BRANCHES);
		const over = new Label();
		this.#emit(instruction.name, ...this.#branchOperands(instruction, over));
		this.#plain(1 + this.random.below(3));
		this.#place(over);
	}

	#branchOperands({ operands }: Instruction, target: Label): Value[] {
		return operands.map((name) => {
			const operand: Operand = OPERANDS[name];
			if (operand.kind === "label") return target;
			return operand.value(this.random.below(2 ** operandBits(operand)), 0);
		});
	}

	/** A branch that, when taken, runs code that lies before it. */
	#backward(): void {
		const [ahead, around, done] = [new Label(), new Label(), new Label()];
		this.#emit("j", ahead);
		this.#place(around);
		this.#plain(1 + this.random.below(2));
		this.#emit("j", done);
		this.#place(ahead);
		const wide = BRANCHES.filter(({ length }) => length === 3);
		const instruction = this.random.pick(wide);
		this.#emit(instruction.name, ...this.#branchOperands(instruction, around));
		this.#plain(1);
		this.#place(done);
	}

	/** Jumps and calls over some instructions. */
	#jump(): void {
		const target = new Label();
		const name = this.random.pick(["j", "jx", "call0", "callx0", "ret", "ret.n"]);
		const register = name.startsWith("ret") ? 0 : this.#register();
		if (name === "j" || name === "call0") this.#emit(name, target);
		else {
			this.#literal(register, target);
			this.#emit(name, ...(name.startsWith("ret") ? [] : [register]));
		}
		this.#plain(this.random.below(3));
		this.#place(target, name === "call0");
	}

	#special(): void {
		const register = this.#register();
		switch (this.random.below(9)) {
			case 0:
				this.#emit(`rsr.${this.random.pick(READ_ONLY_SPECIALS)}`, register);
				break;
			case 1:
				this.#emit("rsil", register, this.random.below(16));
				break;
			case 2:
				this.#literal(register, this.random.u32());
				this.#emit(this.random.pick(["wsr.ps", "xsr.ps"]), register);
				this.#emit("rsync");
				break;
			case 3:
				this.#literal(register, this.random.u32() & ~1);
				this.#emit(this.random.pick(["wsr.litbase", "xsr.litbase"]), register);
				break;
			case 4:
				this.#absoluteLiteral(register);
				break;
			case 5:
				this.#softwareInterrupt(register);
				break;
			default: {
				const kind = this.random.pick(["rsr", "wsr", "xsr"]);
				this.#emit(`${kind}.${this.random.pick(FREE_SPECIALS)}`, register);
			}
		}
	}

	/** L32R relative to LITBASE; the data area is where literal 0 and the next ones are. */
	#absoluteLiteral(register: number): void {
		this.#literal(register, DATA + 0x40000 + 1);
		this.#emit("wsr.litbase", register);
		this.#emit("isync");
		this.#steps.push({ kind: "raw", word: 1 | (this.#register() << 4) | (this.random.below(1024) << 8) });
		this.#instructions++;
		this.#emit("movi", register, 0);
		this.#emit("wsr.litbase", register);
		this.#emit("isync");
	}

	/** Interrupt 7, enabled and requested: taken at once where PS lets it. */
	#softwareInterrupt(register: number): void {
		this.#emit("movi", register, 0x80);
		this.#emit(this.random.pick(["wsr.intset", "wsr.intenable"]), register);
		this.#emit(this.random.pick(["wsr.intset", "wsr.intenable", "xsr.intenable"]), register);
		if (this.random.oneIn(2)) this.#emit("wsr.intclear", register);
	}

	/** The core's own breakpoints and instruction count. */
	#debug(): void {
		const register = this.#register();
		const other = (register + 1) & 15;
		switch (this.random.below(3)) {
			case 0: {
				const stop = new Label();
				this.#literal(register, stop);
				this.#emit(this.random.pick(["wsr.ibreaka0", "xsr.ibreaka0"]), register);
				this.#emit("movi", register, 1);
				this.#emit(this.random.pick(["wsr.ibreakenable", "xsr.ibreakenable"]), register);
				this.#emit("isync");
				this.#plain(this.random.below(3));
				this.#place(stop);
				this.#plain(1);
				break;
			}
			case 1:
				this.#emit("movi", register, -2 - this.random.below(6));
				this.#emit("wsr.icount", register);
				this.#emit("movi", register, 1 + this.random.below(15));
				this.#emit(this.random.pick(["wsr.icountlevel", "xsr.icountlevel"]), register);
				this.#emit("isync");
				this.#plain(this.random.below(8));
				this.#emit("rsr.icount", register);
				this.#emit("movi", register, 0);
				this.#emit("wsr.icountlevel", register);
				break;
			default: {
				const at = DATA + this.random.below(DATA_SIZE / 4) * 4;
				// QEMU hangs on a watched access while PS masks the exception.
				this.#emit("movi", register, this.random.below(2) * 0x20);
				this.#emit("wsr.ps", register);
				this.#literal(register, at + this.random.below(4));
				this.#emit(this.random.pick(["wsr.dbreaka0", "xsr.dbreaka0"]), register);
				this.#literal(register, this.random.pick([0xc000003f, 0x8000003c, 0x4000003e, 0xc0000000]));
				this.#emit(this.random.pick(["wsr.dbreakc0", "xsr.dbreakc0"]), register);
				this.#literal(register, at);
				this.#emit(this.random.pick(["l32i", "s32i", "l32i.n", "s32i.n", "l8ui", "s8i"]), other, register, 0);
				this.#emit("movi", register, 0);
				this.#emit("wsr.dbreakc0", register);
			}
		}
	}

	/** An exception, or the return from one. */
	#exceptional(): void {
		const register = this.#register();
		const target = new Label();
		switch (this.random.below(8)) {
			case 0:
				this.#emit("syscall");
				return;
			case 1:
				this.#any(this.random.pick(ILLEGAL));
				return;
			case 2:
				this.#emit("break", this.random.below(16), this.random.below(16));
				return;
			case 3:
				this.#emit("break.n", this.random.below(16));
				return;
			case 4:
				this.#return("epc1", "rfe", [], register, target);
				break;
			case 5:
				this.#return("depc", "rfde", [], register, target);
				break;
			default: {
				const level = 2 + this.random.below(2);
				this.#literal(register, this.random.u32() & 0x70f3f);
				this.#emit(`wsr.eps${level}`, register);
				this.#return(`epc${level}`, "rfi", [level], register, target);
			}
		}
		this.#plain(this.random.below(2));
		this.#place(target);
	}

	#return(special: string, name: string, operands: number[], register: number, target: Label): void {
		this.#literal(register, target);
		this.#emit(`wsr.${special}`, register);
		this.#emit(name, ...operands);
	}
}

/** Writes a random case of at least `length` instructions. */
export const writeCase = (random: Random, length: number): Case => new CaseWriter(random).write(length);

/** Lays a case out: its literals, then its code. Returns the address of its first instruction. */
export function layOut(code: Code, { steps }: Case): number {
	const literals = steps.map((step) => (step.kind === "literal" ? code.word(step.value) : 0));
	code.align(4);
	const start = code.pc;
	steps.forEach((step, i) => {
		if (step.kind === "raw") code.raw(step.word);
		else if (step.kind === "code") code.emit(step.name, ...step.operands);
		else if (step.kind === "literal") code.emit("l32r", step.register, literals[i]);
		else {
			while (step.align && code.pc & 3) code.emit(code.pc & 1 ? "nop" : "nop.n");
			code.here(step.label);
		}
	});
	return start;
}
