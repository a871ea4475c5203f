/**
 * A SPI NOR flash chip of the Winbond W25Q kind behind SPI0: reads, page program (clears bits only), erases by
 * 4 KB, 32 KB, 64 KB and whole, status registers and the protection they give, identification, power down.
 *
 * Erase and program take time; their effect lands when they end, and the busy bit stands until then. When the supply
 * fails before that, some of the cells have changed, and which is chance. What touches a protected part is not begun at
 * all.
 * Commands and typical times: W25Q32 datasheet.
 */
import { Block, type ResetKind, type Soc } from "../soc.js";
import { bytes, component, u32, u64 } from "../state/fields.js";
import type { PlacedComponent } from "../state/layout.js";
import { NEVER, TICKS_PER_MS, TICKS_PER_US } from "../time.js";
import { isProtected } from "./flash-protection.js";

const PAGE = 256;

const Command = {
	WRITE_STATUS: 0x01,
	PAGE_PROGRAM: 0x02,
	READ: 0x03,
	WRITE_DISABLE: 0x04,
	READ_STATUS_1: 0x05,
	WRITE_ENABLE: 0x06,
	FAST_READ: 0x0b,
	SECTOR_ERASE: 0x20,
	WRITE_STATUS_2: 0x31,
	READ_STATUS_2: 0x35,
	DUAL_OUTPUT_READ: 0x3b,
	UNIQUE_ID: 0x4b,
	BLOCK_ERASE_32K: 0x52,
	CHIP_ERASE_ALT: 0x60,
	QUAD_OUTPUT_READ: 0x6b,
	MANUFACTURER_DEVICE_ID: 0x90,
	JEDEC_ID: 0x9f,
	RELEASE_POWER_DOWN: 0xab,
	POWER_DOWN: 0xb9,
	DUAL_IO_READ: 0xbb,
	CHIP_ERASE: 0xc7,
	BLOCK_ERASE_64K: 0xd8,
	QUAD_IO_READ: 0xeb,
} as const;

const STATUS_BUSY = 1 << 0;
const STATUS_WEL = 1 << 1;
const STATUS_1_NONVOLATILE = 0xfc;

const MANUFACTURER = 0xef;
const MEMORY_TYPE = 0x40;

const PROGRAM_TICKS = 700 * TICKS_PER_US;
const WRITE_STATUS_TICKS = 10 * TICKS_PER_MS;
const ERASE_4K_TICKS = 45 * TICKS_PER_MS;
const ERASE_32K_TICKS = 120 * TICKS_PER_MS;
const ERASE_64K_TICKS = 150 * TICKS_PER_MS;
const ERASE_CHIP_TICKS_PER_64K = 150 * TICKS_PER_MS;

/** Share of an erase in which the cells are programmed before they are lifted. */
const PREPROGRAM_SHARE = 0.25;

const enum Operation {
	None = 0,
	Program = 1,
	Erase = 2,
	WriteStatus = 3,
}

export const flashChipComponent = component("flashchip", {
	status1: u32(),
	status2: u32(),
	poweredDown: u32(),
	/** `Operation` under way, ending at `doneAt`. */
	operation: u32(),
	address: u32(),
	length: u32(),
	doneAt: u64(),
	data: bytes(PAGE),
});

const filled = (length: number, byte: number): Uint8Array => new Uint8Array(length).fill(byte);

export class FlashChip extends Block {
	readonly #s = this.soc.state.view(flashChipComponent);
	readonly #array: Uint8Array;
	readonly #placed: PlacedComponent;
	readonly #changed: (offset: number, length: number) => void;

	/** `changed` is called with the byte range whenever array contents may have changed. */
	constructor(soc: Soc, changed: (offset: number, length: number) => void) {
		super(soc);
		this.#array = soc.state.bytesOf("flash");
		this.#placed = soc.state.place("flash");
		this.#changed = changed;
	}

	/** Bytes in the array, a power of two. */
	get size(): number {
		return this.#array.length;
	}

	/**
	 * Its supply resets it, and leaves what is under way half done. Any reset of the chip ends a power-down: the SDK orders one
	 * before a deep sleep, and the ROM reads the flash at the wake without releasing it.
	 */
	reset(kind: ResetKind): void {
		const s = this.#s;
		s.poweredDown = 0;
		if (kind !== "power-on" && kind !== "brown-out") return;
		s.status1 &= STATUS_1_NONVOLATILE;
		this.#breakOff();
		s.operation = Operation.None;
		this.soc.reschedule(this);
	}

	/** The supply fails in the middle of an operation. */
	#breakOff(): void {
		const { operation, address, length, doneAt } = this.#s;
		const left = doneAt - this.soc.now();
		if (operation === Operation.Program) {
			const page = address - (address % PAGE);
			const draw = chance(this.soc.now(), 1 - left / PROGRAM_TICKS);
			for (let i = 0; i < length; i++) {
				const at = page + ((address + i) % PAGE);
				this.#array[at] &= this.#s.data[i] | ~draw();
			}
			this.#report(page, PAGE);
		} else if (operation === Operation.Erase) {
			const done = 1 - left / this.#eraseTicks(length);
			// An erase first programs all cells, so that they are alike, and takes the longer time to lift them.
			const sinking = chance(this.soc.now(), done / PREPROGRAM_SHARE);
			const rising = chance(this.soc.now(), (done - PREPROGRAM_SHARE) / (1 - PREPROGRAM_SHARE));
			for (let at = address; at < address + length; at++) {
				this.#array[at] = (this.#array[at] & ~sinking()) | rising();
			}
			this.#report(address, length);
		}
	}

	/**
	 * Executes one command: opcode, address (where the command takes one), bytes shifted in, and how many to
	 * shift out. A busy chip answers nothing but its status; a powered-down one nothing but the release.
	 */
	execute(command: number, address: number, input: Uint8Array, length: number): Uint8Array {
		const s = this.#s;
		if (s.poweredDown && command !== Command.RELEASE_POWER_DOWN) return filled(length, 0xff);
		if (s.operation !== Operation.None && command !== Command.READ_STATUS_1) return filled(length, 0xff);
		switch (command) {
			case Command.READ:
			case Command.FAST_READ:
			case Command.DUAL_OUTPUT_READ:
			case Command.DUAL_IO_READ:
			case Command.QUAD_OUTPUT_READ:
			case Command.QUAD_IO_READ:
				return this.#read(address % this.size, length);
			case Command.READ_STATUS_1:
				return filled(length, s.status1 | (s.operation !== Operation.None ? STATUS_BUSY : 0));
			case Command.READ_STATUS_2:
				return filled(length, s.status2);
			case Command.JEDEC_ID:
				return this.#identity([MANUFACTURER, MEMORY_TYPE, this.#capacity], length);
			case Command.MANUFACTURER_DEVICE_ID:
				return this.#identity([MANUFACTURER, this.#capacity - 1], length);
			case Command.RELEASE_POWER_DOWN:
				s.poweredDown = 0;
				return this.#identity([this.#capacity - 1], length);
			case Command.UNIQUE_ID:
				return this.#identity([0xd1, 0x60, 0x84, 0x85, 0x25, 0x4b, 0x2f, 0x33], length);
			default:
				this.#modify(command, address, input);
				return filled(length, 0xff);
		}
	}

	/** Behind the last byte comes the first again. */
	#read(address: number, length: number): Uint8Array {
		if (address + length <= this.size) return this.#array.slice(address, address + length);
		return filled(length, 0).map((_, i) => this.#array[(address + i) % this.size]);
	}

	override deadline(): number {
		return this.#s.operation === Operation.None ? NEVER : this.#s.doneAt;
	}

	override fire(): void {
		const s = this.#s;
		const { operation, address, length } = s;
		s.operation = Operation.None;
		s.status1 &= ~STATUS_WEL;
		switch (operation) {
			case Operation.Program: {
				const page = address - (address % PAGE);
				for (let i = 0; i < length; i++) this.#array[page + ((address + i) % PAGE)] &= s.data[i];
				this.#report(page, PAGE);
				break;
			}
			case Operation.Erase:
				this.#array.fill(0xff, address, address + length);
				this.#report(address, length);
				break;
			case Operation.WriteStatus:
				s.status1 = s.data[0] & STATUS_1_NONVOLATILE;
				if (length > 1) s.status2 = s.data[1];
				break;
		}
		this.soc.reschedule(this);
	}

	#modify(command: number, address: number, input: Uint8Array): void {
		const s = this.#s;
		switch (command) {
			case Command.WRITE_ENABLE:
				s.status1 |= STATUS_WEL;
				return;
			case Command.WRITE_DISABLE:
				s.status1 &= ~STATUS_WEL;
				return;
			case Command.POWER_DOWN:
				s.poweredDown = 1;
				return;
		}
		if (!(s.status1 & STATUS_WEL)) return;
		const target = address % this.size;
		switch (command) {
			case Command.PAGE_PROGRAM: {
				const data = input.subarray(0, PAGE);
				if (this.#isProtected(target - (target % PAGE), PAGE)) return;
				s.data.set(data);
				this.#begin(Operation.Program, target, data.length, PROGRAM_TICKS);
				break;
			}
			case Command.SECTOR_ERASE:
				this.#beginErase(target, 0x1000);
				break;
			case Command.BLOCK_ERASE_32K:
				this.#beginErase(target, 0x8000);
				break;
			case Command.BLOCK_ERASE_64K:
				this.#beginErase(target, 0x10000);
				break;
			case Command.CHIP_ERASE:
			case Command.CHIP_ERASE_ALT:
				this.#beginErase(0, this.size);
				break;
			case Command.WRITE_STATUS:
				s.data.set(input.subarray(0, 2));
				this.#begin(Operation.WriteStatus, 0, Math.min(2, input.length), WRITE_STATUS_TICKS);
				break;
			case Command.WRITE_STATUS_2:
				s.status2 = input[0] ?? 0;
				s.status1 &= ~STATUS_WEL;
				break;
		}
	}

	#beginErase(address: number, length: number): void {
		const start = address - (address % length);
		if (this.#isProtected(start, length)) return;
		this.#begin(Operation.Erase, start, length, this.#eraseTicks(length));
	}

	#eraseTicks(length: number): number {
		if (length === this.size) return (this.size / 0x10000) * ERASE_CHIP_TICKS_PER_64K;
		return length === 0x1000 ? ERASE_4K_TICKS : length === 0x8000 ? ERASE_32K_TICKS : ERASE_64K_TICKS;
	}

	#isProtected(address: number, length: number): boolean {
		const { status1, status2 } = this.#s;
		return isProtected(status1, status2, this.size, address, length);
	}

	#begin(operation: Operation, address: number, length: number, ticks: number): void {
		const s = this.#s;
		s.operation = operation;
		s.address = address;
		s.length = length;
		s.doneAt = this.soc.now() + ticks;
		this.soc.reschedule(this);
	}

	#report(offset: number, length: number): void {
		this.soc.state.touch(this.#placed, offset, length);
		this.#changed(offset, length);
		this.soc.outputs.flash(this.soc.now(), offset, length);
	}

	/** The size as identifications give it: its binary logarithm. */
	get #capacity(): number {
		return 31 - Math.clz32(this.size);
	}

	#identity(id: readonly number[], length: number): Uint8Array {
		return Uint8Array.from({ length }, (_, i) => id[i % id.length]);
	}
}

/** Draws bytes each of whose bits is set with a probability (what is outside 0 to 1 counts as the nearer end). */
function chance(seed: number, probability: number): () => number {
	const limit = Math.min(1, Math.max(0, probability)) * 0x1_0000_0000;
	let state = (seed ^ Math.floor(seed / 0x1_0000_0000)) >>> 0 || 1;
	return () => {
		let byte = 0;
		for (let bit = 0; bit < 8; bit++) {
			// xorshift32
			state ^= state << 13;
			state ^= state >>> 17;
			state ^= state << 5;
			if (state >>> 0 < limit) byte |= 1 << bit;
		}
		return byte;
	};
}
