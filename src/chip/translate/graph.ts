/** The control flow of a region of guest code: nodes of straight code, and where each goes on. */
import type { GuestInstruction } from "./instruction.js";

/** A node of the region, or an address outside it. */
export type Target = Node | number;

/** How a node ends. */
export type End =
	/** Goes on at `target`: by `jump`, which costs a refetch, or by falling through. */
	| { readonly kind: "go"; readonly target: Target; readonly jump?: GuestInstruction }
	| {
			readonly kind: "branch";
			readonly branch: GuestInstruction;
			readonly taken: Target;
			readonly next: Target;
	  }
	/** Goes to the address in the first register of `jump`. */
	| { readonly kind: "indirect"; readonly jump: GuestInstruction }
	/** Leaves the region before the instruction at `pc`. */
	| { readonly kind: "stop"; readonly pc: number };

/** Straight guest code. */
export class Node {
	/** Instructions but for the one that ends the node. */
	readonly instructions: GuestInstruction[] = [];
	end: End;
	/** Whether control comes here from outside, or by an address in a register. */
	isEntry = false;

	constructor(readonly pc: number) {
		this.end = { kind: "stop", pc };
	}

	/** Nodes control may go to next; entries reached by a register are not among them. */
	successors(): Node[] {
		const { end } = this;
		const targets: Target[] =
			end.kind === "branch" ? [end.taken, end.next] : end.kind === "go" ? [end.target] : [];
		return targets.filter((target): target is Node => target instanceof Node);
	}
}

/** The instruction that ends a node, when one does. */
export function lastInstruction({ end }: Node): GuestInstruction | undefined {
	if (end.kind === "branch") return end.branch;
	return end.kind === "go" || end.kind === "indirect" ? end.jump : undefined;
}

/** All instructions of a node. */
export function allInstructions(node: Node): GuestInstruction[] {
	const last = lastInstruction(node);
	return last ? [...node.instructions, last] : node.instructions;
}
