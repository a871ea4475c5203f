/**
 * From an ordered graph to one WebAssembly function, after Ramsey, "Beyond Relooper" (ICFP 2022): the dominator tree
 * is walked; a node that several edges reach stands behind a block, the head of a loop in a loop, and every other
 * node stands where its only edge leaves.
 *
 * Around all of it is the dispatcher: a loop that goes to the entry at the address in Local.PC.
 */
import { Word } from "../xtensa/cpu-state.js";
import { Op } from "../xtensa/isa.js";
import { findCheckpoints } from "./checkpoints.js";
import { ALU } from "./emit-alu.js";
import { CONDITIONS } from "./emit-branch.js";
import { MEMORY } from "./emit-memory.js";
import { emitStep, SPECIAL } from "./emit-special.js";
import { type Emitter, Local } from "./emitter.js";
import type { Flowgraph, Placed } from "./flow.js";
import type { Target } from "./graph.js";
import { Flow, first, flowOf, type GuestInstruction } from "./instruction.js";
import { CodeRange, Scratch } from "./scratch.js";
import { Wasm } from "./wasm/opcodes.js";

/** Number of the global that holds the table's number of the region's first entry. */
const FIRST_ENTRY = 0;

const EMITTERS = new Map([...ALU, ...MEMORY, ...SPECIAL]);

export class RegionWriter {
	readonly #e: Emitter;
	readonly #flow: Flowgraph;
	readonly #needs: ReadonlyMap<Placed, number>;
	/** Marks of what is open, by the node it leads to. */
	readonly #blocks = new Map<Placed, number>();
	readonly #loops = new Map<Placed, number>();

	constructor(e: Emitter, flow: Flowgraph) {
		this.#e = e;
		this.#flow = flow;
		this.#needs = findCheckpoints(flow);
	}

	/** Writes the function. */
	write(entries: readonly Placed[]): void {
		const e = this.#e;
		const { code } = e;
		e.loadRegisters();
		e.loadAccount();
		e.loadWord(Word.PC);
		code.set(Local.PC);
		const back = code.open(Wasm.BLOCK);
		const spill = code.open(Wasm.BLOCK);
		const exit = code.open(Wasm.BLOCK);
		const dispatch = code.open(Wasm.LOOP);
		e.marks = { back, spill, exit, dispatch };
		this.#behind(this.#flow.top, () => this.#dispatch(entries));
		code.end();
		code.op(Wasm.UNREACHABLE);
		code.end();
		e.storeWord(Word.PC, () => code.get(Local.PC));
		e.saveAccount();
		code.end();
		e.spillRegisters();
		code.end();
	}

	/** Goes to the entry at Local.PC: the table numbers a region's entries from a number that comes with its instance. */
	#dispatch(entries: readonly Placed[]): void {
		const { code, marks, places } = this.#e;
		code.get(Local.PC);
		code.i32(CodeRange.BASE);
		code.op(Wasm.I32_SUB);
		code.tee(Local.ADDRESS);
		code.i32(CodeRange.SIZE);
		code.op(Wasm.I32_GE_U);
		code.branch(marks.exit, Wasm.BR_IF);
		code.get(Local.ADDRESS);
		code.i32(1);
		code.op(Wasm.I32_SHL);
		code.access(Wasm.I32_LOAD16_U, places.scratch + Scratch.TABLE);
		code.global(FIRST_ENTRY);
		code.op(Wasm.I32_SUB);
		code.branchTable(
			entries.map((entry) => this.#blocks.get(entry)!),
			marks.exit,
		);
	}

	/** Emits `head`, which may branch to any of `nodes`, and then these. */
	#behind(nodes: readonly Placed[], head: () => void): void {
		const { code } = this.#e;
		for (let i = nodes.length - 1; i >= 0; i--) this.#blocks.set(nodes[i], code.open(Wasm.BLOCK));
		head();
		for (const node of nodes) {
			code.end();
			this.#blocks.delete(node);
			this.#e.forget();
			this.#e.sar = "unknown";
			this.#tree(node);
		}
	}

	/** Emits a node and all that it dominates. */
	#tree(placed: Placed): void {
		const e = this.#e;
		if (placed.isLoopHead) {
			e.flush();
			e.sar = "unknown";
			this.#loops.set(placed, e.code.open(Wasm.LOOP));
		}
		this.#behind(
			placed.children.filter(({ isMerge }) => isMerge),
			() => {
				this.#checkpoint(placed);
				for (const instruction of placed.node.instructions) this.#instruction(instruction);
				this.#end(placed);
			},
		);
		if (placed.isLoopHead) {
			e.code.end();
			this.#loops.delete(placed);
		}
	}

	/** Leaves when the time that is left may not reach to the next checkpoints. */
	#checkpoint(placed: Placed): void {
		const need = this.#needs.get(placed);
		if (need === undefined) return;
		const e = this.#e;
		e.flush();
		e.cyclesLeft();
		e.code.i32(need);
		e.code.op(Wasm.I32_LT_S);
		e.code.open(Wasm.IF);
		e.aside(() => e.exit(placed.node.pc));
		e.code.end();
	}

	#instruction(instruction: GuestInstruction): void {
		if (flowOf(instruction) === Flow.STEP) {
			emitStep(this.#e, instruction);
			return;
		}
		EMITTERS.get(instruction.op)!(this.#e, instruction);
		this.#e.count(instruction);
	}

	#end(placed: Placed): void {
		const e = this.#e;
		const { end } = placed.node;
		switch (end.kind) {
			case "stop":
				e.exit(end.pc);
				break;
			case "go":
				if (end.jump) this.#jump(end.jump);
				this.#edge(placed, end.target);
				break;
			case "indirect":
				e.code.get(first(end.jump));
				e.code.set(Local.PC);
				this.#jump(end.jump);
				e.flush();
				e.code.branch(e.marks.dispatch);
				break;
			default:
				CONDITIONS.get(end.branch.op)!(e, end.branch);
				e.code.open(Wasm.IF);
				e.aside(() => {
					e.countJump();
					this.#edge(placed, end.taken);
				});
				e.code.end();
				e.count(end.branch);
				this.#edge(placed, end.next);
		}
	}

	/** Counts a jump; a call leaves the address behind it in a0. */
	#jump(jump: GuestInstruction): void {
		const e = this.#e;
		if (jump.op === Op.CALL0 || jump.op === Op.CALLX0) {
			e.code.i32(jump.next);
			e.code.set(0);
		}
		e.countJump();
	}

	/** Goes from a node to `target`. */
	#edge(from: Placed, target: Target): void {
		const e = this.#e;
		if (typeof target === "number") {
			e.exit(target);
			return;
		}
		const to = this.#flow.of.get(target)!;
		const mark = this.#loops.get(to) ?? this.#blocks.get(to);
		if (mark !== undefined) {
			e.flush();
			e.code.branch(mark);
		} else if (from.children.includes(to) && !to.isMerge) this.#tree(to);
		else {
			e.flush();
			e.code.i32(to.node.pc);
			e.code.set(Local.PC);
			e.code.branch(e.marks.dispatch);
		}
	}
}
