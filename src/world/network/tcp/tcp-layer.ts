/** All TCP connections of a host: which segment belongs to which, who listens, which ports are free. */

import type { Agenda } from "../../agenda.js";
import type { SeededRandom } from "../../random.js";
import type { Endpoint, Ipv4Address } from "../addresses.js";
import { NO_BYTES } from "../codec/bytes.js";
import { ACK, decodeTcp, encodeTcp, FIN, RST, SYN, type TcpSegment } from "../codec/tcp.js";
import { arrive } from "./arrive.js";
import { TCP_DEFAULTS, type TcpOptions } from "./options.js";
import type { Opener, StreamHandlers, StreamObserver, TcpStream } from "./stream.js";
import { Tcb } from "./tcb.js";

/** Connections and unanswered requests a host keeps; beyond that the one that matters least is given up. */
const MAX_CONNECTIONS = 512;
const FIRST_EPHEMERAL = 49152;
const EPHEMERAL_PORTS = 65536 - FIRST_EPHEMERAL;
/** Ticks between two values of the clock that initial sequence numbers come from, 4 us. Source: RFC 9293, 3.4.1. */
const ISN_TICKS = 640;

/** Somebody asks to open a connection. It may be answered at once or later; until then repeated SYNs are ignored. */
export interface TcpRequest {
	readonly local: Endpoint;
	readonly remote: Endpoint;
	/** Opens it. Undefined when the request is not waiting any more. */
	accept(handlers: StreamHandlers): TcpStream | undefined;
	/** Answers with a reset. */
	refuse(): void;
	/** Answers nothing; the next SYN asks again. */
	forget(): void;
}

/** Whoever listens: is given requests that nobody else has taken. */
export type TcpListener = (request: TcpRequest) => void;

export interface TcpLayerConfig {
	readonly agenda: Agenda;
	readonly random: SeededRandom;
	readonly options?: Partial<TcpOptions> | undefined;
	/** Puts a TCP segment, encoded, on its way. */
	readonly send: (source: Ipv4Address, destination: Ipv4Address, bytes: Uint8Array) => void;
	/** Asked for each connection as it begins. */
	readonly observe?: ((stream: TcpStream, opener: Opener) => StreamObserver) | undefined;
	/** Told of each request that is refused. */
	readonly onRefused?: ((local: Endpoint, remote: Endpoint) => void) | undefined;
}

export class TcpLayer {
	readonly #config: TcpLayerConfig;
	readonly #options: TcpOptions;
	readonly #connections = new Map<string, Tcb>();
	/** The latest SYN of each request that waits for its answer. */
	readonly #requests = new Map<string, { syn: TcpSegment }>();
	readonly #isnSecret: number;
	#nextPort: number;
	#listener: TcpListener | undefined;

	constructor(config: TcpLayerConfig) {
		this.#config = config;
		this.#options = { ...TCP_DEFAULTS, ...config.options };
		this.#isnSecret = config.random.next();
		this.#nextPort = config.random.below(EPHEMERAL_PORTS);
	}

	/** Connections, those in TIME-WAIT among them. */
	get size(): number {
		return this.#connections.size;
	}

	/** Without a listener every request is refused. */
	listen(listener: TcpListener): void {
		this.#listener = listener;
	}

	/** Opens a connection from a free port of `address`. Undefined when there is none. */
	connect(address: Ipv4Address, remote: Endpoint, handlers: StreamHandlers): TcpStream | undefined {
		const port = this.#freePort(address, remote);
		if (port === undefined) return undefined;
		const tcb = this.#add({ address, port }, remote, handlers, undefined);
		tcb.output();
		return tcb;
	}

	/** Takes the payload of an IPv4 packet. */
	receive(source: Ipv4Address, destination: Ipv4Address, bytes: Uint8Array): void {
		const segment = decodeTcp(bytes, source, destination);
		if (!segment) return;
		const local = { address: destination, port: segment.destinationPort };
		const remote = { address: source, port: segment.sourcePort };
		const key = keyOf(local, remote);
		const tcb = this.#connections.get(key);
		if (tcb && !reopens(tcb, segment)) {
			tcb.lastHeard = this.#config.agenda.now;
			arrive(tcb, segment);
			return;
		}
		tcb?.fail("closed");
		if ((segment.flags & (SYN | ACK | RST | FIN)) === SYN) this.#request(key, local, remote, segment);
		else this.#reset(local, remote, segment);
	}

	/** A router says that a segment from `local` cannot reach `remote`. */
	unreachable(local: Endpoint, remote: Endpoint): void {
		const tcb = this.#connections.get(keyOf(local, remote));
		// Source: RFC 9293, 3.9.2.2. An open connection outlives it: the way may come back.
		if (tcb?.state === "SYN-SENT") tcb.fail("unreachable");
	}

	/** Gives up every connection with an address, or all, with a reset. */
	abortAll(remote?: Ipv4Address): void {
		for (const tcb of [...this.#connections.values()]) {
			if (remote === undefined || tcb.remote.address === remote) tcb.abort();
		}
	}

	#request(key: string, local: Endpoint, remote: Endpoint, syn: TcpSegment): void {
		const known = this.#requests.get(key);
		if (known) {
			// Who has restarted begins with another sequence number.
			known.syn = syn;
			return;
		}
		if (!this.#listener) {
			this.#refuse(local, remote, syn);
			return;
		}
		this.#makeRoom();
		const request = { syn };
		this.#requests.set(key, request);
		const take = () => this.#requests.get(key) === request && this.#requests.delete(key);
		this.#listener({
			local,
			remote,
			accept: (handlers) => {
				if (!take()) return undefined;
				const tcb = this.#add(local, remote, handlers, request.syn);
				tcb.output();
				return tcb;
			},
			refuse: () => {
				if (take()) this.#refuse(local, remote, request.syn);
			},
			forget: take,
		});
	}

	#add(local: Endpoint, remote: Endpoint, handlers: StreamHandlers, syn: TcpSegment | undefined): Tcb {
		const { agenda, observe } = this.#config;
		const key = keyOf(local, remote);
		this.#makeRoom();
		const tcb: Tcb = new Tcb(
			{
				agenda,
				options: this.#options,
				local,
				remote,
				iss: this.#isn(key),
				handlers,
				observe,
				transmit: (segment) => this.#send(local, remote, segment),
				refuse: (segment) => this.#reset(local, remote, segment),
				remove: () => {
					if (this.#connections.get(key) === tcb) this.#connections.delete(key);
				},
			},
			syn,
		);
		this.#connections.set(key, tcb);
		return tcb;
	}

	#refuse(local: Endpoint, remote: Endpoint, syn: TcpSegment): void {
		this.#config.onRefused?.(local, remote);
		this.#reset(local, remote, syn);
	}

	/** Answers a segment that belongs to no connection. Source: RFC 9293 section 3.10.7.1. */
	#reset(local: Endpoint, remote: Endpoint, { flags, seq, ack, payload }: TcpSegment): void {
		if (flags & RST) return;
		const length = payload.length + (flags & SYN ? 1 : 0) + (flags & FIN ? 1 : 0);
		const answer =
			flags & ACK
				? { seq: ack, ack: 0, flags: RST }
				: { seq: 0, ack: (seq + length) >>> 0, flags: RST | ACK };
		const ports = { sourcePort: local.port, destinationPort: remote.port };
		this.#send(local, remote, { ...ports, ...answer, window: 0, payload: NO_BYTES });
	}

	#send(local: Endpoint, remote: Endpoint, segment: TcpSegment): void {
		const bytes = encodeTcp(segment, local.address, remote.address);
		this.#config.send(local.address, remote.address, bytes);
	}

	/** Drops what is over, else what was silent for the longest time. */
	#makeRoom(): void {
		if (this.#connections.size + this.#requests.size < MAX_CONNECTIONS) return;
		const oldestRequest = this.#requests.keys().next();
		if (!oldestRequest.done) {
			this.#requests.delete(oldestRequest.value);
			return;
		}
		let least: Tcb | undefined;
		for (const tcb of this.#connections.values()) if (!least || matters(tcb) < matters(least)) least = tcb;
		if (least?.state === "TIME-WAIT") least.fail("closed");
		else least?.abort();
	}

	/** An initial sequence number that grows with time and differs for each pair of endpoints. */
	#isn(key: string): number {
		let hash = this.#isnSecret;
		for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
		return (hash + Math.floor(this.#config.agenda.now / ISN_TICKS)) >>> 0;
	}

	#freePort(address: Ipv4Address, remote: Endpoint): number | undefined {
		for (let tried = 0; tried < EPHEMERAL_PORTS; tried++) {
			const port = FIRST_EPHEMERAL + this.#nextPort;
			this.#nextPort = (this.#nextPort + 1) % EPHEMERAL_PORTS;
			if (!this.#connections.has(keyOf({ address, port }, remote))) return port;
		}
		return undefined;
	}
}

function keyOf(local: Endpoint, remote: Endpoint): string {
	return `${local.address}:${local.port}-${remote.address}:${remote.port}`;
}

/** Whether a segment opens a connection anew that is only waiting for its end. Source: RFC 9293 section 3.6.1. */
function reopens(tcb: Tcb, { flags, seq }: TcpSegment): boolean {
	const isSyn = (flags & (SYN | ACK | RST)) === SYN;
	return isSyn && tcb.state === "TIME-WAIT" && tcb.receiver.offsetOf(seq) >= tcb.receiver.next;
}

/** What goes first when there are too many: what is over, what never opened, then by silence. */
function matters(tcb: Tcb): number {
	if (tcb.state === "TIME-WAIT") return -2;
	if (tcb.state === "SYN-RECEIVED") return -1;
	return tcb.lastHeard;
}
