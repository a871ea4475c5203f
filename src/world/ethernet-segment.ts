/**
 * An Ethernet segment: a switch that learns behind which port an address is. A frame is stored, and forwarded at
 * 100 Mbit/s, so that what two nodes say to each other takes time, and none of them is called out of another's call.
 */
import { TICKS_PER_SECOND } from "../chip/time.js";
import { type EthernetNode, type EthernetPort, MAX_ETHERNET_FRAME } from "./ethernet.js";
import { isMulticastMac, type MacAddress } from "./network/addresses.js";
import { get48 } from "./network/codec/bytes.js";
import { ETHERNET_HEADER } from "./network/codec/ethernet.js";
import { earliest } from "./world.js";

const BITS_PER_SECOND = 100_000_000;
/** Preamble, FCS, the gap between frames, bytes. */
const OVERHEAD = 24;
/** Bytes on the wire of the shortest frame; shorter ones are padded. */
const MIN_FRAME = 60;
/** Frames that may wait at a port; what comes then is lost, as in any switch. */
const MAX_QUEUE = 512;
/** Addresses a switch remembers; the oldest is forgotten. */
const MAX_ADDRESSES = 1024;

/** Sees each frame as it enters the segment. */
export type EthernetTap = (tick: number, frame: Uint8Array) => void;

interface Waiting {
	readonly due: number;
	readonly frame: Uint8Array;
}

interface Socket {
	readonly node: EthernetNode;
	readonly queue: Waiting[];
	/** Tick at which the wire to the node is free. */
	free: number;
}

export class EthernetSegment {
	readonly #sockets: Socket[] = [];
	readonly #learned = new Map<MacAddress, Socket>();
	readonly #tap: EthernetTap | undefined;
	#dropped = 0;

	constructor(tap?: EthernetTap) {
		this.#tap = tap;
	}

	/** Frames lost because a port's queue was full. */
	get dropped(): number {
		return this.#dropped;
	}

	/** Plugs a node in; the result is its port. Frames that are no Ethernet frames in length are dropped. */
	plug(node: EthernetNode): EthernetPort {
		const socket: Socket = { node, queue: [], free: 0 };
		this.#sockets.push(socket);
		return (now, frame) => this.#forward(socket, now, frame);
	}

	/** Tick of the next delivery, or of what a node has to do. */
	next(): number | undefined {
		let least: number | undefined;
		for (const { node, queue } of this.#sockets) least = earliest(least, queue[0]?.due, node.next());
		return least;
	}

	/** Delivers what has crossed the wire by tick `now`, and lets the nodes act whose time has come. */
	act(now: number): void {
		for (const { node, queue } of this.#sockets) {
			while (queue.length > 0 && queue[0].due <= now) node.receive(now, queue.shift()!.frame);
			const due = node.next();
			if (due !== undefined && due <= now) node.act(now);
		}
	}

	#forward(from: Socket, now: number, frame: Uint8Array): void {
		if (frame.length < ETHERNET_HEADER || frame.length > MAX_ETHERNET_FRAME) return;
		this.#tap?.(now, frame);
		this.#learn(get48(frame, 6), from);
		const destination = get48(frame, 0);
		const known = isMulticastMac(destination) ? undefined : this.#learned.get(destination);
		for (const to of known ? [known] : this.#sockets) if (to !== from) this.#enqueue(to, now, frame);
	}

	#learn(source: MacAddress, from: Socket): void {
		if (isMulticastMac(source)) return;
		this.#learned.delete(source);
		this.#learned.set(source, from);
		if (this.#learned.size > MAX_ADDRESSES) this.#learned.delete(this.#learned.keys().next().value!);
	}

	#enqueue(to: Socket, now: number, frame: Uint8Array): void {
		if (to.queue.length >= MAX_QUEUE) {
			this.#dropped++;
			return;
		}
		const bits = (Math.max(frame.length, MIN_FRAME) + OVERHEAD) * 8;
		to.free = Math.max(to.free, now) + Math.ceil((bits * TICKS_PER_SECOND) / BITS_PER_SECOND);
		to.queue.push({ due: to.free, frame });
	}
}
