/**
 * Order, dominators and loops of a region's graph, seen from its dispatcher: the place all entries are reached from.
 *
 * A loop that is entered at two places has no head that WebAssembly could loop to; the target of each edge back into
 * one is made an entry, so that the edge goes through the dispatcher.
 */
import type { Node } from "./graph.js";

/** What code generation needs to know about one node. */
export interface Placed {
	readonly node: Node;
	/** Position in reverse postorder, from 1; the dispatcher is 0. */
	readonly order: number;
	/** Nodes that this one immediately dominates, in order. */
	readonly children: Placed[];
	/** Reached by an edge back from a node it dominates. */
	isLoopHead: boolean;
	/** Reached by more than one edge forward, the dispatcher's included. */
	isMerge: boolean;
}

/** The graph in order. */
export interface Flowgraph {
	/** In reverse postorder. */
	readonly placed: readonly Placed[];
	readonly of: ReadonlyMap<Node, Placed>;
	/** Children of the dispatcher, in order. */
	readonly top: readonly Placed[];
}

const DISPATCHER = 0;

/** Reverse postorder from all entries; unreachable nodes are left out. */
function reversePostorder(nodes: readonly Node[]): Node[] {
	const seen = new Set<Node>();
	const postorder: Node[] = [];
	for (const root of nodes) {
		if (!root.isEntry || seen.has(root)) continue;
		seen.add(root);
		const stack = [{ node: root, next: root.successors() }];
		while (stack.length > 0) {
			const { node, next } = stack[stack.length - 1];
			const successor = next.pop();
			if (!successor) {
				postorder.push(node);
				stack.pop();
			} else if (!seen.has(successor)) {
				seen.add(successor);
				stack.push({ node: successor, next: successor.successors() });
			}
		}
	}
	return postorder.reverse();
}

/** Immediate dominators by position (Cooper, Harvey, Kennedy: A Simple, Fast Dominance Algorithm). */
function dominators(predecessors: readonly (readonly number[])[]): Int32Array {
	const idom = new Int32Array(predecessors.length).fill(-1);
	idom[DISPATCHER] = DISPATCHER;
	const meet = (one: number, other: number): number => {
		let a = one;
		let b = other;
		while (a !== b) {
			while (a > b) a = idom[a];
			while (b > a) b = idom[b];
		}
		return a;
	};
	for (let changed = true; changed; ) {
		changed = false;
		for (let at = 1; at < predecessors.length; at++) {
			let best = -1;
			for (const from of predecessors[at]) {
				if (idom[from] >= 0) best = best < 0 ? from : meet(best, from);
			}
			if (best !== idom[at]) {
				idom[at] = best;
				changed = true;
			}
		}
	}
	return idom;
}

/** Orders the graph; marks as entries what must be reached through the dispatcher. */
export function orderGraph(nodes: readonly Node[]): Flowgraph {
	for (;;) {
		const ordered = reversePostorder(nodes);
		const position = new Map(ordered.map((node, i) => [node, i + 1]));
		const predecessors: number[][] = [[], ...ordered.map((node) => (node.isEntry ? [DISPATCHER] : []))];
		for (const node of ordered) {
			for (const to of node.successors()) predecessors[position.get(to)!].push(position.get(node)!);
		}
		const idom = dominators(predecessors);
		const dominates = (a: number, b: number): boolean => {
			let at = b;
			while (at > a) at = idom[at];
			return at === a;
		};
		let reducible = true;
		for (const node of ordered) {
			const at = position.get(node)!;
			if (node.isEntry) continue;
			if (predecessors[at].some((from) => from >= at && !dominates(at, from))) {
				node.isEntry = true;
				reducible = false;
			}
		}
		if (reducible) return place(ordered, predecessors, idom, dominates);
	}
}

function place(
	ordered: readonly Node[],
	predecessors: readonly (readonly number[])[],
	idom: Int32Array,
	dominates: (a: number, b: number) => boolean,
): Flowgraph {
	const placed: Placed[] = ordered.map((node, i) => {
		const order = i + 1;
		const from = predecessors[order];
		return {
			node,
			order,
			children: [],
			isLoopHead: from.some((p) => p >= order && dominates(order, p)),
			isMerge: node.isEntry || from.filter((p) => p < order).length > 1,
		};
	});
	const top: Placed[] = [];
	for (const one of placed) {
		const parent = idom[one.order];
		(parent === DISPATCHER ? top : placed[parent - 1].children).push(one);
	}
	return { placed, of: new Map(placed.map((one) => [one.node, one])), top };
}
