/** What every part of the code generator writes through: the function, its locals, the cycles not yet counted. */
import { Word } from "../xtensa/cpu-state.js";
import { Cycles } from "../xtensa/timing.js";
import type { Tripwires } from "../xtensa/tripwires.js";
import { cyclesOf } from "./checkpoints.js";
import type { GuestInstruction } from "./instruction.js";
import { type Places, Scratch } from "./scratch.js";
import { CodeWriter } from "./wasm/code.js";
import { Wasm } from "./wasm/opcodes.js";

/** Locals of the region's function; a0 to a15 are 0 to 15. */
export const enum Local {
	SAR = 16,
	/** The amount of the SSL that set SAR. */
	LEFT_AMOUNT,
	PC,
	/** An address, from the start of data RAM. */
	ADDRESS,
	I32_COUNT,
	/** As Scratch.ACCOUNT. */
	ACCOUNT = I32_COUNT,
}

/** Functions a region calls. */
export const enum Callee {
	/** (address from DRAM, site) -> value */
	LOAD,
	/** (address from DRAM, value, site) */
	STORE,
	/** (site) */
	STEP,
	/** See quick.ts. */
	QUICK_LOAD,
	QUICK_STORE,
	/** A word from instruction memory or a register, and one to a register; of the module itself. */
	LOAD_WORD,
	STORE_WORD,
}

/** What is known of SAR. */
export type SarState = "unknown" | "left" | "right" | number;

/** A place from which the host is called: how far the region had come, and what it was about. */
export interface Site {
	readonly instruction: GuestInstruction;
	/** Instructions and cycles before it that the account does not hold yet. */
	readonly instructions: number;
	readonly cycles: number;
}

/** Marks of the function's outer blocks. */
export interface Marks {
	/** Goes on at the address in Local.PC. */
	readonly dispatch: number;
	/** Leaves, with Local.PC and the account. */
	readonly exit: number;
	/** Leaves; the host has written PC and the account. */
	readonly spill: number;
	/** Leaves; the host has written all. */
	readonly back: number;
}

export class Emitter {
	readonly code = new CodeWriter();
	readonly sites: Site[] = [];
	/** Addresses of loads and stores before which the region is left when they are not to data RAM. */
	readonly guarded = new Set<number>();
	marks!: Marks;
	sar: SarState = "unknown";
	instructions = 0;
	cycles = 0;

	constructor(
		readonly places: Places,
		/** Words of the memory, for constants. */
		readonly words: Int32Array,
		/** Registers the region reads or writes, and those it writes, as bit sets. */
		readonly used: number,
		readonly written: number,
		/** Whether the load or store at an address is known to reach beyond data RAM. */
		readonly isForeign: (pc: number) => boolean,
		/** What a load or store must not do here. */
		readonly wires: Tripwires | undefined,
	) {}

	/** Pushes a word of the CPU's state. */
	loadWord(word: Word): void {
		this.code.loadAt(Wasm.I32_LOAD, this.places.cpu + 4 * word);
	}

	/** Stores what `value` pushes in a word of the CPU's state. */
	storeWord(word: Word, value: () => void): void {
		this.code.storeAt(Wasm.I32_STORE, this.places.cpu + 4 * word, value);
	}

	/** Counts an instruction that goes on at the next one. */
	count(instruction: GuestInstruction): void {
		this.instructions++;
		this.cycles += cyclesOf(instruction);
	}

	/** Counts a jump or taken branch. */
	countJump(): void {
		this.instructions++;
		this.cycles += Cycles.INSTRUCTION + Cycles.REFETCH;
	}

	/** Writes what was counted to the account. */
	flush(): void {
		if (this.instructions === 0 && this.cycles === 0) return;
		const { code } = this;
		code.get(Local.ACCOUNT);
		code.i64(this.cycles > 0 ? this.instructions - 1 : this.instructions, -this.cycles);
		code.op(Wasm.I64_ADD);
		code.set(Local.ACCOUNT);
		this.forget();
	}

	/** Forgets what was counted: code that is reached from elsewhere begins. */
	forget(): void {
		this.instructions = 0;
		this.cycles = 0;
	}

	/** Leaves the region for `pc`. */
	exit(pc: number): void {
		this.flush();
		this.code.i32(pc);
		this.code.set(Local.PC);
		this.code.branch(this.marks.exit);
	}

	/** Emits one of two ways: what it counts and learns is forgotten behind it. */
	aside(emit: () => void): void {
		const { instructions, cycles, sar } = this;
		emit();
		Object.assign(this, { instructions, cycles, sar });
	}

	/** The number of a new site at `instruction`. */
	site(instruction: GuestInstruction): number {
		return this.sites.push({ instruction, instructions: this.instructions, cycles: this.cycles }) - 1;
	}

	/** Pushes cycles left at the start of the running instruction. */
	cyclesLeft(): void {
		const { code } = this;
		code.get(Local.ACCOUNT);
		code.op(Wasm.I32_WRAP_I64);
		if (this.cycles === 0) return;
		code.i32(this.cycles);
		code.op(Wasm.I32_SUB);
	}

	/** Before a call of the host: gives it the account. */
	saveAccount(): void {
		const { code, places } = this;
		code.storeAt(Wasm.I64_STORE, places.scratch + Scratch.ACCOUNT, () => code.get(Local.ACCOUNT));
	}

	/** After a call of the host. */
	loadAccount(): void {
		this.code.loadAt(Wasm.I64_LOAD, this.places.scratch + Scratch.ACCOUNT);
		this.code.set(Local.ACCOUNT);
	}

	/** After a call of the host: leaves by `mark` when it said so. */
	leaveIfTold(mark: number): void {
		this.code.loadAt(Wasm.I32_LOAD, this.places.scratch + Scratch.LEAVE);
		this.code.branch(mark, Wasm.BR_IF);
	}

	/** Writes changed registers to the CPU's state. */
	spillRegisters(): void {
		for (let r = 0; r < 16; r++) {
			if (this.written & (1 << r)) this.storeWord(Word.AR + r, () => this.code.get(r));
		}
		this.storeWord(Word.SAR, () => this.code.get(Local.SAR));
	}

	/** Takes registers from the CPU's state. */
	loadRegisters(): void {
		for (let r = 0; r < 16; r++) {
			if ((this.used & (1 << r)) === 0) continue;
			this.loadWord(Word.AR + r);
			this.code.set(r);
		}
		this.loadWord(Word.SAR);
		this.code.set(Local.SAR);
	}
}
