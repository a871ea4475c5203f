/** A region: guest code that was translated into one WebAssembly function. */
import type { Bus } from "../memory/bus.js";
import { Region as Memory } from "../memory/memories.js";
import { CodeSpace } from "../xtensa/code-cache.js";
import { Op } from "../xtensa/isa.js";
import { operandValue } from "../xtensa/operands.js";
import { CodeReader, type Stops } from "./code-reader.js";
import { discover, type Plan } from "./discover.js";
import { loadWordBody, storeWordBody } from "./emit-memory.js";
import { RegionWriter } from "./emit-region.js";
import { Emitter, Local, type Site } from "./emitter.js";
import { orderGraph } from "./flow.js";
import { allInstructions, type Node } from "./graph.js";
import { QUICK_LOAD, QUICK_STORE } from "./quick.js";
import { registerUse } from "./registers.js";
import type { Places } from "./scratch.js";
import { encodeModule, type ImportedFunction } from "./wasm/module.js";
import { ValueType } from "./wasm/opcodes.js";

/** A region's module and what the host must know of it. */
export interface Translation {
	/** Imports the memory, the functions named below, and `firstEntry`, the table's number of its first entry. */
	readonly module: Uint8Array<ArrayBuffer>;
	readonly plan: Plan;
	/** Addresses at which it can be entered. */
	readonly entries: readonly number[];
	readonly sites: readonly Site[];
	/** Addresses of loads and stores that are only made when they are to data RAM. */
	readonly guarded: ReadonlySet<number>;
	/** Addresses of the words of code memory it was made from. */
	readonly words: ReadonlySet<number>;
	/** Whether any of them lie in the flash window. */
	readonly inWindow: boolean;
	readonly instructions: number;
	/** Whether it ends at a barrier. */
	readonly endsAtBarrier: boolean;
}

/** What a region imports, as Callee numbers it: of the host, and quick.ts. */
const IMPORTS: readonly ImportedFunction[] = [
	{ name: "load", signature: { parameters: [ValueType.I32, ValueType.I32], results: [ValueType.I32] } },
	{
		name: "store",
		signature: { parameters: [ValueType.I32, ValueType.I32, ValueType.I32], results: [] },
	},
	{ name: "step", signature: { parameters: [ValueType.I32], results: [] } },
	{ name: "quickLoad", signature: QUICK_LOAD },
	{ name: "quickStore", signature: QUICK_STORE },
];

const isInWindow = (address: number): boolean =>
	(address - Memory.FLASH_WINDOW_BASE) >>> 0 < Memory.FLASH_WINDOW_SIZE;

/** Words of code memory that hold the nodes' instructions and the literals they load. */
function wordsOf(bus: Bus, nodes: readonly Node[]): Set<number> {
	const words = new Set<number>();
	for (const node of nodes) {
		for (const { pc, next, op } of allInstructions(node)) {
			words.add(pc & ~3);
			words.add((next - 1) & ~3);
			if (op === Op.L32R) words.add(operandValue("literal16", bus.fetch(pc), pc) | 0);
		}
	}
	return words;
}

/** Translates the code that `plan` names; undefined when none of it can be translated. */
export function translate(bus: Bus, places: Places, plan: Plan, stops: Stops): Translation | undefined {
	const reader = new CodeReader(bus, stops);
	const nodes = discover(reader, plan);
	if (nodes.length === 0) return undefined;
	const flow = orderGraph(nodes);
	const entries = flow.placed.filter(({ node }) => node.isEntry);
	const instructions = flow.placed.flatMap(({ node }) => allInstructions(node));
	let used = 0;
	let written = 0;
	for (const instruction of instructions) {
		const { reads, writes } = registerUse(instruction);
		used |= reads | writes;
		written |= writes;
	}
	const e = new Emitter(
		places,
		bus.words,
		used,
		written,
		(pc) => bus.code.foreign[pc - CodeSpace.BASE] !== 0,
		stops.wires,
	);
	new RegionWriter(e, flow).write(entries);
	const words = wordsOf(bus, nodes);
	const own = [loadWordBody(e), storeWordBody(e)];
	return {
		module: encodeModule({
			memoryPages: places.pages,
			constants: ["firstEntry"],
			imports: IMPORTS,
			functions: [
				...own,
				{
					signature: { parameters: [], results: [] },
					locals: [
						{ count: Local.I32_COUNT, type: ValueType.I32 },
						{ count: 1, type: ValueType.I64 },
					],
					body: e.code.take(),
				},
			],
			exported: IMPORTS.length + own.length,
		}),
		plan,
		entries: entries.map(({ node }) => node.pc),
		sites: e.sites,
		guarded: e.guarded,
		words,
		inWindow: [...words].some(isInWindow),
		instructions: instructions.length,
		endsAtBarrier: reader.hasMetBarrier,
	};
}
