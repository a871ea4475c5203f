/** A host's UDP ports. */
import type { Endpoint, Ipv4Address } from "../addresses.js";
import { decodeUdp, encodeUdp } from "../codec/udp.js";

/** A datagram that came. */
export interface Datagram {
	/** Where it was sent to. */
	readonly local: Endpoint;
	/** Where it came from. */
	readonly remote: Endpoint;
	readonly payload: Uint8Array;
}

export type UdpReceiver = (datagram: Datagram) => void;

/** Sees each datagram that is sent, taken, or for nobody, for the trace. */
export type UdpObserver = (fate: DatagramFate, datagram: Datagram) => void;

export type DatagramFate = "sent" | "received" | "refused";

const FIRST_EPHEMERAL = 49152;
const LAST_PORT = 65535;

export class UdpLayer {
	readonly #send: (source: Ipv4Address, destination: Ipv4Address, bytes: Uint8Array) => void;
	readonly #bound = new Map<number, UdpReceiver>();
	#nextPort = FIRST_EPHEMERAL;
	readonly #observe: UdpObserver | undefined;
	#others: ((datagram: Datagram) => UdpReceiver | undefined) | undefined;

	/** `send` puts an encoded datagram on its way. */
	constructor(
		send: (source: Ipv4Address, destination: Ipv4Address, bytes: Uint8Array) => void,
		observe?: UdpObserver,
	) {
		this.#send = send;
		this.#observe = observe;
	}

	/** Receives what comes to a port, or to a free one when it is 0. Returns the port, undefined when it is taken. */
	bind(port: number, receiver: UdpReceiver): number | undefined {
		const bound = port === 0 ? this.#freePort() : port;
		if (bound === undefined || this.#bound.has(bound)) return undefined;
		this.#bound.set(bound, receiver);
		return bound;
	}

	unbind(port: number): void {
		this.#bound.delete(port);
	}

	/** Asked who takes what comes to a port that is not bound. */
	bindOthers(find: (datagram: Datagram) => UdpReceiver | undefined): void {
		this.#others = find;
	}

	/** Throws RangeError for more than a datagram holds. */
	send(local: Endpoint, remote: Endpoint, payload: Uint8Array): void {
		const datagram = { sourcePort: local.port, destinationPort: remote.port, payload };
		this.#observe?.("sent", { local, remote, payload });
		this.#send(local.address, remote.address, encodeUdp(datagram, local.address, remote.address));
	}

	/** Takes the payload of an IPv4 packet; false when the port is not open. A damaged datagram is dropped. */
	receive(source: Ipv4Address, destination: Ipv4Address, bytes: Uint8Array): boolean {
		const udp = decodeUdp(bytes, source, destination);
		if (!udp) return true;
		const datagram = {
			local: { address: destination, port: udp.destinationPort },
			remote: { address: source, port: udp.sourcePort },
			payload: udp.payload,
		};
		const receiver = this.#bound.get(udp.destinationPort) ?? this.#others?.(datagram);
		this.#observe?.(receiver ? "received" : "refused", datagram);
		if (!receiver) return false;
		receiver(datagram);
		return true;
	}

	#freePort(): number | undefined {
		for (let port = FIRST_EPHEMERAL; port <= LAST_PORT; port++) {
			const tried = this.#nextPort;
			this.#nextPort = tried === LAST_PORT ? FIRST_EPHEMERAL : tried + 1;
			if (!this.#bound.has(tried)) return tried;
		}
		return undefined;
	}
}
