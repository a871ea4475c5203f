/**
 * The function that runs regions one after another, as long as one leads to the next, without a way through the host.
 * It is one and the same for all of a chip's regions, so that the host's call of it gets fast.
 */
import { Word } from "../xtensa/cpu-state.js";
import { LONGEST_WAY } from "./checkpoints.js";
import { CodeRange, IN_WINDOW, type Places, Scratch } from "./scratch.js";
import { CodeWriter } from "./wasm/code.js";
import { encodeModule } from "./wasm/module.js";
import { ValueType, Wasm } from "./wasm/opcodes.js";

/** (region) -> the region that ran last */
export type Drive = (region: number) => number;

const REGION = 0;
const OFFSET = 1;
const NEXT = 2;
/** Type of a region's function, as the module numbers them. */
const RUN_TYPE = 1;

/** The module; needs the memory and a table with a region's function at each region's number. */
export function driverModule(places: Places, regionLimit: number): Uint8Array<ArrayBuffer> {
	const code = new CodeWriter();
	const word = (offset: number): void => {
		code.loadAt(Wasm.I32_LOAD, offset);
	};
	const done = code.open(Wasm.BLOCK);
	const again = code.open(Wasm.LOOP);
	code.get(REGION);
	code.callIndirect(RUN_TYPE);
	// Told to leave, an interrupt to look for, or too little time left.
	word(places.scratch + Scratch.LEAVE);
	word(places.cpu + 4 * Word.STOP);
	code.op(Wasm.I32_OR);
	code.branch(done, Wasm.BR_IF);
	word(places.scratch + Scratch.ACCOUNT);
	code.i32(LONGEST_WAY);
	code.op(Wasm.I32_LT_S);
	code.branch(done, Wasm.BR_IF);
	word(places.cpu + 4 * Word.PC);
	code.i32(CodeRange.BASE);
	code.op(Wasm.I32_SUB);
	code.tee(OFFSET);
	code.i32(CodeRange.SIZE);
	code.op(Wasm.I32_GE_U);
	code.branch(done, Wasm.BR_IF);
	code.get(OFFSET);
	code.i32(1);
	code.op(Wasm.I32_SHL);
	code.access(Wasm.I32_LOAD16_U, places.scratch + Scratch.TABLE);
	code.i32(1);
	code.op(Wasm.I32_SHL);
	// Entry 0 belongs to region 0: there is none.
	code.access(Wasm.I32_LOAD16_U, places.scratch + Scratch.REGIONS);
	code.tee(OFFSET);
	code.i32(IN_WINDOW - 1);
	code.op(Wasm.I32_AND);
	code.tee(NEXT);
	code.op(Wasm.I32_EQZ);
	code.branch(done, Wasm.BR_IF);
	// A region that leaves at its own entry has met something it cannot do.
	code.get(NEXT);
	code.get(REGION);
	code.op(Wasm.I32_EQ);
	code.branch(done, Wasm.BR_IF);
	// With the flash window closed, what holds code in it must not run.
	code.get(OFFSET);
	code.i32(IN_WINDOW);
	code.op(Wasm.I32_AND, Wasm.I32_EQZ, Wasm.I32_EQZ);
	word(places.scratch + Scratch.WINDOW_SIZE);
	code.op(Wasm.I32_EQZ, Wasm.I32_AND);
	code.branch(done, Wasm.BR_IF);
	code.get(NEXT);
	code.i32(2);
	code.op(Wasm.I32_SHL);
	code.tee(OFFSET);
	code.get(OFFSET);
	code.access(Wasm.I32_LOAD, places.scratch + Scratch.PATIENCE);
	code.i32(1);
	code.op(Wasm.I32_SUB);
	code.access(Wasm.I32_STORE, places.scratch + Scratch.PATIENCE);
	code.get(OFFSET);
	code.access(Wasm.I32_LOAD, places.scratch + Scratch.PATIENCE);
	code.op(Wasm.I32_EQZ);
	code.branch(done, Wasm.BR_IF);
	code.get(NEXT);
	code.set(REGION);
	code.branch(again);
	code.end();
	code.end();
	code.get(REGION);
	return encodeModule({
		memoryPages: places.pages,
		tableSize: regionLimit,
		imports: [],
		types: [{ parameters: [], results: [] }],
		functions: [
			{
				signature: { parameters: [ValueType.I32], results: [ValueType.I32] },
				locals: [{ count: 2, type: ValueType.I32 }],
				body: code.take(),
			},
		],
		exported: 0,
	});
}
