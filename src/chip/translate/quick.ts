/**
 * Accesses to registers that are functions of the time alone, done without the host: reads of the system time and of
 * FRC2's count, and the watchdog's feed in its first stage; and those of the flash's controller that begin and end
 * nothing. Each function is one for all of a chip's regions.
 *
 * What would need more than that, or would end the slice, is left to the host, which then does all of it.
 */
import { SUBTICKS } from "../clock-tree.js";
import {
	CLOCK_ADDRESS,
	CLOCK_UNIT,
	COUNT_ADDRESS,
	COUNT_ENABLE,
	COUNT_PRESCALE_SHIFT,
	FLASH_SPI_ADDRESS,
	FLASH_SPI_BASE,
	FLASH_SPI_COMMAND,
	FLASH_SPI_DATA,
	FLASH_SPI_DATA_SIZE,
	FLASH_STATUS_ADDRESS,
	LONG_WAIT,
	STAMP_ADDRESS,
	STAMP_VALUE,
} from "../idle/registers.js";
import { Region } from "../memory/memories.js";
import type { ChipState } from "../state/chip-state.js";
import { Word } from "../xtensa/cpu-state.js";
import { Cycles } from "../xtensa/timing.js";
import { Scratch } from "./scratch.js";
import { CodeWriter } from "./wasm/code.js";
import { encodeModule, type Signature } from "./wasm/module.js";
import { ValueType, Wasm } from "./wasm/opcodes.js";

/**
 * (address from DRAM, cycles that the account does not hold yet, those that must be left behind) -> the word, or a negative
 * number: not done
 */
export const QUICK_LOAD: Signature = {
	parameters: [ValueType.I32, ValueType.I32, ValueType.I32],
	results: [ValueType.I64],
};
/** (address from DRAM, cycles that the account does not hold yet, those that must be left behind, value) -> 1, or 0: not done */
export const QUICK_STORE: Signature = {
	parameters: [ValueType.I32, ValueType.I32, ValueType.I32, ValueType.I32],
	results: [ValueType.I32],
};

/** What regions import. */
export interface Quick {
	readonly quickLoad: WebAssembly.ExportValue;
	readonly quickStore: WebAssembly.ExportValue;
}

/** For a chip whose time is not known: nothing is done. */
export const NOTHING_QUICK: Quick = { quickLoad: () => -1n, quickStore: () => 0 };

/** Log2 of the ticks or subticks beyond which the blocks' own arithmetic, in floating point, is asked. */
const EXACT_BITS = 47;

/** Subticks of a cycle of the bus, with the PLL set up for the crystal and without. */
const APB_SUBTICKS = { pll: 26, reset: 40 } as const;

const OFFSET = 0;
const CYCLES = 1;
const LEAST = 2;
const VALUE = 3;

class QuickWriter {
	readonly code = new CodeWriter();

	constructor(
		private readonly state: ChipState,
		/** A local of 64 bits. */
		private readonly long: number,
	) {}

	loads(): Uint8Array {
		const { code, long } = this;
		this.#at(CLOCK_ADDRESS);
		this.#open(Cycles.DPORT);
		this.#now();
		this.#long("wdev", "epoch");
		code.op(Wasm.I64_SUB);
		code.set(long);
		this.#openExact();
		this.#take(Cycles.DPORT);
		code.get(long);
		code.i64(0, CLOCK_UNIT);
		code.op(Wasm.I64_DIV_U);
		this.#giveWord();
		code.end();
		code.end();
		code.end();
		this.#at(COUNT_ADDRESS);
		this.#open(Cycles.APB);
		this.#count();
		code.end();
		code.end();
		this.#openIdleFlash();
		this.#openFlashData();
		this.#take(Cycles.APB);
		this.#flashRegister();
		code.access(Wasm.I32_LOAD, this.state.offsetOf("spi0", "regs"));
		code.op(Wasm.I64_EXTEND_I32_U, Wasm.RETURN);
		code.end();
		code.end();
		this.#at(FLASH_SPI_COMMAND);
		this.#open(Cycles.APB);
		this.#command();
		code.end();
		code.end();
		code.i64(-1, -1);
		return code.take();
	}

	stores(): Uint8Array {
		const { code } = this;
		this.#at(STAMP_ADDRESS);
		this.#open(Cycles.APB);
		code.get(VALUE);
		code.i32(0xff);
		code.op(Wasm.I32_AND);
		code.i32(STAMP_VALUE);
		code.op(Wasm.I32_EQ);
		this.#word("wdt", "stage");
		code.op(Wasm.I32_EQZ, Wasm.I32_AND);
		code.open(Wasm.IF);
		code.storeAt(Wasm.I64_STORE, this.state.offsetOf("wdt", "since"), () => this.#now());
		this.#take(Cycles.APB);
		code.i32(1);
		code.op(Wasm.RETURN);
		code.end();
		code.end();
		code.end();
		this.#openIdleFlash();
		for (const address of [FLASH_SPI_ADDRESS, FLASH_STATUS_ADDRESS]) {
			this.#at(address);
			this.#storeFlashRegister();
			code.end();
		}
		this.#openFlashData();
		this.#storeFlashRegister();
		code.end();
		code.end();
		code.i32(0);
		return code.take();
	}

	/** Opens: no command of the flash's controller is under way, or waits to be ended; and there is enough time left. */
	#openIdleFlash(): void {
		const { code } = this;
		code.get(OFFSET);
		code.i32((FLASH_SPI_BASE - Region.DRAM_BASE) | 0);
		code.op(Wasm.I32_SUB);
		code.i32(FLASH_SPI_DATA + FLASH_SPI_DATA_SIZE - FLASH_SPI_BASE);
		code.op(Wasm.I32_LT_U);
		this.#word("spi0", "busy");
		code.op(Wasm.I32_EQZ, Wasm.I32_AND);
		this.#isEnough(Cycles.APB);
		code.op(Wasm.I32_AND);
		code.open(Wasm.IF);
	}

	/** Opens: the access is to a data word. */
	#openFlashData(): void {
		const { code } = this;
		code.get(OFFSET);
		code.i32((FLASH_SPI_DATA - Region.DRAM_BASE) | 0);
		code.op(Wasm.I32_SUB);
		code.i32(FLASH_SPI_DATA_SIZE);
		code.op(Wasm.I32_LT_U);
		code.get(OFFSET);
		code.i32(3);
		code.op(Wasm.I32_AND, Wasm.I32_EQZ, Wasm.I32_AND);
		code.open(Wasm.IF);
	}

	/** Pushes which byte of the controller's registers the access is to. */
	#flashRegister(): void {
		const { code } = this;
		code.get(OFFSET);
		code.i32((FLASH_SPI_BASE - Region.DRAM_BASE) | 0);
		code.op(Wasm.I32_SUB);
	}

	#storeFlashRegister(): void {
		const { code } = this;
		this.#flashRegister();
		code.get(VALUE);
		code.access(Wasm.I32_STORE, this.state.offsetOf("spi0", "regs"));
		this.#take(Cycles.APB);
		code.i32(1);
		code.op(Wasm.RETURN);
	}

	/** What says that a command is under way: nothing, or what it is and for a while yet. Longer waits are the host's to look at. */
	#command(): void {
		const { code } = this;
		this.#word("spi0", "busy");
		code.op(Wasm.I32_EQZ);
		code.open(Wasm.IF);
		this.#take(Cycles.APB);
		code.i64(0, 0);
		code.op(Wasm.RETURN);
		code.end();
		this.#long("spi0", "doneAt");
		this.#now();
		code.op(Wasm.I64_SUB);
		code.i64(0, 1);
		code.op(Wasm.I64_SUB);
		code.i64(0, LONG_WAIT);
		code.op(Wasm.I64_LT_U);
		code.open(Wasm.IF);
		this.#take(Cycles.APB);
		this.#word("spi0", "busy");
		code.op(Wasm.I64_EXTEND_I32_U, Wasm.RETURN);
		code.end();
	}

	/** FRC2's count, where it runs. */
	#count(): void {
		const { code, long } = this;
		this.#word("frc2", "ctrl");
		code.i32(COUNT_ENABLE);
		code.op(Wasm.I32_AND);
		code.open(Wasm.IF);
		this.#now();
		this.#long("frc2", "base");
		code.op(Wasm.I64_SUB);
		code.i64(0, SUBTICKS);
		code.op(Wasm.I64_MUL);
		this.#word("frc2", "phase");
		code.op(Wasm.I64_EXTEND_I32_U, Wasm.I64_SUB);
		code.set(long);
		this.#openExact();
		this.#take(Cycles.APB);
		this.#word("frc2", "count");
		code.op(Wasm.I64_EXTEND_I32_U);
		code.get(long);
		// Steps of 1, 16 or 256 cycles of the bus.
		this.#apbSubticks();
		this.#prescale();
		code.op(Wasm.I32_SHL, Wasm.I64_EXTEND_I32_U, Wasm.I64_DIV_U, Wasm.I64_ADD);
		this.#giveWord();
		code.end();
		code.end();
	}

	/** Log2 of FRC2's divider: 0, 4, 8, 8 by two bits of its control register. */
	#prescale(): void {
		const { code } = this;
		const bit = (at: number): void => {
			this.#word("frc2", "ctrl");
			code.i32(COUNT_PRESCALE_SHIFT + at);
			code.op(Wasm.I32_SHR_U);
			code.i32(1);
			code.op(Wasm.I32_AND);
		};
		bit(1);
		code.i32(3);
		code.op(Wasm.I32_SHL);
		bit(0);
		bit(1);
		code.op(Wasm.I32_EQZ, Wasm.I32_AND);
		code.i32(2);
		code.op(Wasm.I32_SHL, Wasm.I32_OR);
	}

	/** Opens: the access is to `address`. */
	#at(address: number): void {
		const { code } = this;
		code.get(OFFSET);
		code.i32((address - Region.DRAM_BASE) | 0);
		code.op(Wasm.I32_EQ);
		code.open(Wasm.IF);
	}

	/** Opens: behind an access that costs `cycles` there is enough time left to go on. */
	#open(cycles: number): void {
		const { code } = this;
		this.#isEnough(cycles);
		code.open(Wasm.IF);
	}

	/** Pushes whether behind an access that costs `cycles` as much is left as must be. */
	#isEnough(cycles: number): void {
		const { code } = this;
		this.#left();
		code.i32(Cycles.INSTRUCTION + cycles);
		code.op(Wasm.I32_SUB);
		code.get(LEAST);
		code.op(Wasm.I32_GE_S);
	}

	/** Opens: `long` is neither negative nor beyond what is exact everywhere. */
	#openExact(): void {
		const { code } = this;
		code.get(this.long);
		code.i64(0, EXACT_BITS);
		code.op(Wasm.I64_SHR_U, Wasm.I64_EQZ);
		code.open(Wasm.IF);
	}

	/** Pushes the cycles that are left at the start of the instruction. */
	#left(): void {
		const { code } = this;
		code.loadAt(Wasm.I32_LOAD, this.state.scratch + Scratch.ACCOUNT);
		code.get(CYCLES);
		code.op(Wasm.I32_SUB);
	}

	/** Pushes the tick at which the instruction starts, as the clock tree has it. */
	#now(): void {
		const { code, state } = this;
		this.#long("clock", "tick");
		this.#word("clock", "fraction");
		code.op(Wasm.I64_EXTEND_I32_U);
		code.loadAt(Wasm.I32_LOAD, state.place("cpu").offset + 4 * Word.BUDGET);
		this.#left();
		code.op(Wasm.I32_SUB, Wasm.I64_EXTEND_I32_U);
		this.#apbSubticks();
		this.#word("clock", "cpuDouble");
		code.op(Wasm.I32_SHR_U, Wasm.I64_EXTEND_I32_U, Wasm.I64_MUL, Wasm.I64_ADD);
		code.i64(0, SUBTICKS);
		code.op(Wasm.I64_DIV_U, Wasm.I64_ADD);
	}

	#apbSubticks(): void {
		const { code } = this;
		code.i32(APB_SUBTICKS.pll);
		code.i32(APB_SUBTICKS.reset);
		this.#word("clock", "pll26");
		code.op(Wasm.SELECT);
	}

	/** Takes what the access costs beyond its instruction from the account. */
	#take(cycles: number): void {
		const { code } = this;
		const account = this.state.scratch + Scratch.ACCOUNT;
		code.storeAt(Wasm.I64_STORE, account, () => {
			code.loadAt(Wasm.I64_LOAD, account);
			code.i64(0, cycles);
			code.op(Wasm.I64_SUB);
		});
	}

	/** Returns the low word of what is on the stack. */
	#giveWord(): void {
		this.code.op(Wasm.I32_WRAP_I64, Wasm.I64_EXTEND_I32_U, Wasm.RETURN);
	}

	#word(component: string, field: string): void {
		this.code.loadAt(Wasm.I32_LOAD, this.state.offsetOf(component, field));
	}

	#long(component: string, field: string): void {
		this.code.loadAt(Wasm.I64_LOAD, this.state.offsetOf(component, field));
	}
}

/** The functions for a chip with this state, which must hold `clock`, `wdev`, `wdt`, `frc2` and `spi0`. */
export function quickAccesses(state: ChipState): Quick {
	const build = (
		signature: Signature,
		write: (writer: QuickWriter) => Uint8Array,
	): WebAssembly.ExportValue => {
		const module = encodeModule({
			memoryPages: state.pages,
			imports: [],
			functions: [
				{
					signature,
					locals: [{ count: 1, type: ValueType.I64 }],
					body: write(new QuickWriter(state, signature.parameters.length)),
				},
			],
			exported: 0,
		});
		return new WebAssembly.Instance(new WebAssembly.Module(module), { m: { memory: state.memory } }).exports
			.run;
	};
	return {
		quickLoad: build(QUICK_LOAD, (writer) => writer.loads()),
		quickStore: build(QUICK_STORE, (writer) => writer.stores()),
	};
}
