/**
 * Finds the code of a region: from hot addresses along every edge that is known without running, as far as it leads
 * to code that was executed before (the interpreter has decoded it).
 *
 * The nearer to a hot address, the sooner a piece of code is taken, up to a limit. A call of a small function that
 * calls nothing itself is followed as if the function stood at the place of the call: its return has one known target.
 */
import { Op } from "../xtensa/isa.js";
import type { CodeReader } from "./code-reader.js";
import { type End, Node, type Target } from "./graph.js";
import { Flow, flowOf, type GuestInstruction, targetOf } from "./instruction.js";
import { type Leaf, LeafFinder } from "./leaf.js";

/** Instructions of a region, about. */
export const INSTRUCTION_LIMIT = 1600;
/** Edges from a hot address to the code farthest from it. */
const DISTANCE_LIMIT = 24;

/** Where control goes after a run, as far as it is known; `entry` where it comes back to from a call. */
interface Exits {
	readonly next: readonly number[];
	readonly entry?: number;
}

/** What a region is to hold. */
export interface Plan {
	/** Hot addresses. */
	readonly roots: readonly number[];
	/**
	 * Whether the one root is the only entry: it may lie in the middle of a loop of another region, where an entry
	 * would send each round through the dispatcher. Behind its calls other regions go on.
	 */
	readonly isAlone: boolean;
}

class Discovery {
	readonly leaders = new Set<number>();
	readonly entries = new Set<number>();
	/** Leaders control goes to next from each leader. */
	readonly #edges = new Map<number, readonly number[]>();
	readonly #reader: CodeReader;
	readonly #leaves: LeafFinder;
	readonly #isAlone: boolean;

	constructor(reader: CodeReader, isAlone: boolean) {
		this.#reader = reader;
		this.#isAlone = isAlone;
		this.#leaves = new LeafFinder(reader);
	}

	/** Collects leaders, nearest first. */
	explore(roots: readonly number[]): void {
		let level = [...roots];
		let instructions = 0;
		for (let distance = 0; level.length > 0 && distance <= DISTANCE_LIMIT; distance++) {
			const nextLevel: number[] = [];
			for (const pc of level) {
				if (this.leaders.has(pc) || instructions >= INSTRUCTION_LIMIT) continue;
				const run = this.#reader.run(pc);
				if (run.length === 0 || flowOf(run[0]) === Flow.STOP) continue;
				this.leaders.add(pc);
				instructions += run.length;
				const { next, entry } = this.#exits(run);
				nextLevel.push(...next);
				this.#edges.set(pc, next);
				if (entry !== undefined) this.entries.add(entry);
			}
			level = nextLevel;
		}
		this.#chooseEntries(roots);
	}

	/**
	 * Adds the roots that cannot be reached from other entries: an entry in the middle of a loop would send each of its
	 * rounds through the dispatcher.
	 */
	#chooseEntries(roots: readonly number[]): void {
		const reached = this.#reach(this.entries);
		const chosen: number[] = [];
		for (const root of roots) {
			if (reached.has(root)) continue;
			chosen.push(root);
			for (const pc of this.#reach([root])) reached.add(pc);
		}
		for (const root of chosen) this.entries.add(root);
		for (const root of chosen) {
			this.entries.delete(root);
			if (!this.#reach(this.entries).has(root)) this.entries.add(root);
		}
	}

	#reach(from: Iterable<number>): Set<number> {
		const reached = new Set<number>();
		const todo = [...from];
		for (let pc = todo.pop(); pc !== undefined; pc = todo.pop()) {
			if (reached.has(pc) || !this.leaders.has(pc)) continue;
			reached.add(pc);
			todo.push(...(this.#edges.get(pc) ?? []));
		}
		return reached;
	}

	#exits(run: readonly GuestInstruction[]): Exits {
		const last = run[run.length - 1];
		switch (flowOf(last)) {
			case Flow.BRANCH:
				return { next: [last.next, targetOf(last)] };
			case Flow.JUMP: {
				const target = targetOf(last);
				if (last.op !== Op.CALL0) return { next: [target] };
				if (this.leaf(target)) return { next: [last.next] };
				return this.#isAlone ? { next: [] } : { next: [target, last.next], entry: last.next };
			}
			case Flow.INDIRECT:
				if (this.#isAlone || last.op !== Op.CALLX0) return { next: [] };
				return { next: [last.next], entry: last.next };
			case Flow.STOP:
				return { next: [] };
			default:
				return { next: [last.next] };
		}
	}

	leaf(pc: number): Leaf | undefined {
		return this.#leaves.find(pc);
	}

	run(pc: number): GuestInstruction[] {
		return this.#reader.run(pc);
	}
}

/** A leaf function at the place of one call: where it returns to. */
interface Inlined {
	readonly leaf: Leaf;
	readonly returnTo: number;
}

/** Builds nodes from leaders. */
class GraphBuilder {
	readonly nodes: Node[] = [];
	readonly #byKey = new Map<string, Node>();
	readonly #pending: { node: Node; inlined: Inlined | undefined }[] = [];

	constructor(private readonly discovery: Discovery) {}

	build(): Node[] {
		for (const pc of this.discovery.entries) {
			const node = this.#target(pc, undefined);
			if (node instanceof Node) node.isEntry = true;
		}
		for (let work = this.#pending.pop(); work; work = this.#pending.pop())
			this.#fill(work.node, work.inlined);
		return this.nodes;
	}

	#isLeader(pc: number, inlined: Inlined | undefined): boolean {
		return (inlined ? inlined.leaf.leaders : this.discovery.leaders).has(pc);
	}

	#target(pc: number, inlined: Inlined | undefined): Target {
		if (!this.#isLeader(pc, inlined)) return pc;
		const key = inlined ? `${pc} ${inlined.leaf.entry} ${inlined.returnTo}` : `${pc}`;
		let node = this.#byKey.get(key);
		if (!node) {
			node = new Node(pc);
			this.#byKey.set(key, node);
			this.nodes.push(node);
			this.#pending.push({ node, inlined });
		}
		return node;
	}

	#fill(node: Node, inlined: Inlined | undefined): void {
		for (const instruction of this.discovery.run(node.pc)) {
			if (instruction.pc !== node.pc && this.#isLeader(instruction.pc, inlined)) {
				node.end = { kind: "go", target: this.#target(instruction.pc, inlined) };
				return;
			}
			if (flowOf(instruction) > Flow.STEP) {
				node.end = this.#end(instruction, inlined);
				return;
			}
			node.instructions.push(instruction);
			node.end = { kind: "go", target: instruction.next };
		}
		const after = node.instructions[node.instructions.length - 1].next;
		node.end = { kind: "go", target: this.#target(after, inlined) };
	}

	#end(instruction: GuestInstruction, inlined: Inlined | undefined): End {
		switch (flowOf(instruction)) {
			case Flow.BRANCH:
				return {
					kind: "branch",
					branch: instruction,
					taken: this.#target(targetOf(instruction), inlined),
					next: this.#target(instruction.next, inlined),
				};
			case Flow.JUMP:
				return { kind: "go", target: this.#jumpTarget(instruction, inlined), jump: instruction };
			case Flow.INDIRECT:
				if (!inlined) return { kind: "indirect", jump: instruction };
				return { kind: "go", target: this.#target(inlined.returnTo, undefined), jump: instruction };
			default:
				return { kind: "stop", pc: instruction.pc };
		}
	}

	#jumpTarget(instruction: GuestInstruction, inlined: Inlined | undefined): Target {
		const target = targetOf(instruction);
		const leaf = instruction.op === Op.CALL0 ? this.discovery.leaf(target) : undefined;
		if (!leaf) return this.#target(target, inlined);
		return this.#target(target, { leaf, returnTo: instruction.next });
	}
}

/** The nodes of a region; those that control enters from outside are marked. */
export function discover(reader: CodeReader, { roots, isAlone }: Plan): Node[] {
	const discovery = new Discovery(reader, isAlone);
	discovery.explore(roots);
	return new GraphBuilder(discovery).build();
}
