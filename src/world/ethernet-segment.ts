/**
 * An Ethernet segment as a hub: what one node sends, all others receive, in the order in which it was sent. A node
 * that answers at once is heard after the frame it answers has reached everybody.
 */
import { type EthernetNode, type EthernetPort, MAC_LENGTH, MAX_ETHERNET_FRAME } from "./ethernet.js";
import { earliest } from "./world.js";

const MIN_ETHERNET_FRAME = 2 * MAC_LENGTH + 2;

export class EthernetSegment {
	readonly #nodes: EthernetNode[] = [];
	readonly #pending: { readonly from: EthernetNode; readonly now: number; readonly frame: Uint8Array }[] = [];
	#delivering = false;

	/** Plugs a node in; the result is its port. Frames that are no Ethernet frames in length are dropped. */
	plug(node: EthernetNode): EthernetPort {
		this.#nodes.push(node);
		return (now, frame) => {
			if (frame.length < MIN_ETHERNET_FRAME || frame.length > MAX_ETHERNET_FRAME) return;
			this.#pending.push({ from: node, now, frame });
			this.#deliver();
		};
	}

	/** The earliest tick that a node asks for. */
	next(): number | undefined {
		return earliest(...this.#nodes.map((node) => node.next()));
	}

	/** Lets every node whose time has come act. */
	act(now: number): void {
		for (const node of this.#nodes) {
			const due = node.next();
			if (due !== undefined && due <= now) node.act(now);
		}
	}

	#deliver(): void {
		if (this.#delivering) return;
		this.#delivering = true;
		try {
			for (let sent = this.#pending.shift(); sent; sent = this.#pending.shift()) {
				for (const node of this.#nodes) if (node !== sent.from) node.receive(sent.now, sent.frame);
			}
		} finally {
			this.#delivering = false;
		}
	}
}
