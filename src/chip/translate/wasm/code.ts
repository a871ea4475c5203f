/** The body of one WebAssembly function: instructions, one method a shape of immediate. */
import { ByteWriter } from "./bytes.js";
import { ValueType, Wasm } from "./opcodes.js";

/** Log2 of the alignment that each access promises. */
const ALIGNMENT: Readonly<Record<number, number>> = {
	[Wasm.I32_LOAD]: 2,
	[Wasm.I64_LOAD]: 3,
	[Wasm.I32_LOAD8_S]: 0,
	[Wasm.I32_LOAD8_U]: 0,
	[Wasm.I32_LOAD16_S]: 1,
	[Wasm.I32_LOAD16_U]: 1,
	[Wasm.I32_STORE]: 2,
	[Wasm.I64_STORE]: 3,
	[Wasm.I32_STORE8]: 0,
	[Wasm.I32_STORE16]: 1,
};

export class CodeWriter extends ByteWriter {
	#depth = 0;

	/** Blocks, loops and ifs that are open. */
	get depth(): number {
		return this.#depth;
	}

	/** Instructions without immediates. */
	op(...opcodes: readonly Wasm[]): void {
		for (const opcode of opcodes) this.byte(opcode);
	}

	get(local: number): void {
		this.byte(Wasm.LOCAL_GET);
		this.unsigned(local);
	}

	set(local: number): void {
		this.byte(Wasm.LOCAL_SET);
		this.unsigned(local);
	}

	tee(local: number): void {
		this.byte(Wasm.LOCAL_TEE);
		this.unsigned(local);
	}

	/** Pushes a global. */
	global(index: number): void {
		this.byte(Wasm.GLOBAL_GET);
		this.unsigned(index);
	}

	i32(value: number): void {
		this.byte(Wasm.I32_CONST);
		this.signed(value);
	}

	/** The 64-bit constant high * 2^32 + low. */
	i64(high: number, low: number): void {
		this.byte(Wasm.I64_CONST);
		this.signed64(high, low);
	}

	/** A load or store at `offset` from the address on the stack. */
	access(opcode: Wasm, offset: number): void {
		this.byte(opcode);
		this.unsigned(ALIGNMENT[opcode]);
		this.unsigned(offset);
	}

	/** Pushes what is at a fixed address. */
	loadAt(opcode: Wasm, address: number): void {
		this.i32(0);
		this.access(opcode, address);
	}

	/** Stores what `value` pushes at a fixed address. */
	storeAt(opcode: Wasm, address: number, value: () => void): void {
		this.i32(0);
		value();
		this.access(opcode, address);
	}

	/** Adds a number, or what `value` pushes, to a local of 32 bits. */
	add(local: number, value: number | (() => void)): void {
		this.get(local);
		if (typeof value === "number") this.i32(value);
		else value();
		this.op(Wasm.I32_ADD);
		this.set(local);
	}

	call(index: number): void {
		this.byte(Wasm.CALL);
		this.unsigned(index);
	}

	/** Calls the function in table 0 at the index on the stack. */
	callIndirect(type: number): void {
		this.byte(Wasm.CALL_INDIRECT);
		this.unsigned(type);
		this.unsigned(0);
	}

	/** Opens a block, loop or if without values; returns its mark for `branch`. */
	open(opcode: Wasm.BLOCK | Wasm.LOOP | Wasm.IF): number {
		this.byte(opcode);
		this.byte(ValueType.VOID);
		return this.#depth++;
	}

	end(): void {
		this.byte(Wasm.END);
		this.#depth--;
	}

	/** Branches to what `mark` names: out of a block, to the head of a loop. */
	branch(mark: number, opcode: Wasm.BR | Wasm.BR_IF = Wasm.BR): void {
		this.byte(opcode);
		this.unsigned(this.#depth - 1 - mark);
	}

	/** Branches by the number on the stack; to `otherwise` when there is no such mark. */
	branchTable(marks: readonly number[], otherwise: number): void {
		this.byte(Wasm.BR_TABLE);
		this.unsigned(marks.length);
		for (const mark of marks) this.unsigned(this.#depth - 1 - mark);
		this.unsigned(this.#depth - 1 - otherwise);
	}
}
