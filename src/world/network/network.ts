/**
 * The network behind the access point, as a world: an Ethernet segment and what is plugged into it. Everything on it
 * happens in guest time.
 */
import type { EthernetNode, EthernetPort } from "../ethernet.js";
import type { World, WorldAction } from "../world.js";
import { EthernetSegment, type EthernetTap } from "./segment.js";

/** Nothing behind the access point; model servers only; the host's own network as well. */
export type NetworkMode = "none" | "isolated" | "host";

export interface NetworkOptions {
	readonly mode: NetworkMode;
	/** Ports, sequence numbers: all chance comes from it; taken modulo 2^64. */
	readonly seed: bigint;
	/** Sees every frame of the segment. */
	readonly tap?: EthernetTap;
}

export class Network implements World {
	readonly #segment: EthernetSegment;

	constructor({ tap }: NetworkOptions) {
		this.#segment = new EthernetSegment(tap);
	}

	/** Plugs something in, the access point above all; the result is its port. */
	plug(node: EthernetNode): EthernetPort {
		return this.#segment.plug(node);
	}

	next(): number | undefined {
		return this.#segment.next();
	}

	act(now: number): readonly WorldAction[] {
		this.#segment.act(now);
		return [];
	}

	onConsole(): void {}
}
