/** Two TCP endpoints and the wire between them, which may lose, repeat, delay and reorder. */
import { TICKS_PER_MS } from "../../../../src/chip/time.js";
import { Agenda } from "../../../../src/world/agenda.js";
import { decodeTcp, type TcpSegment } from "../../../../src/world/network/codec/tcp.js";
import type { TcpOptions } from "../../../../src/world/network/tcp/options.js";
import type { StreamHandlers, TcpStream } from "../../../../src/world/network/tcp/stream.js";
import { TcpLayer, type TcpRequest } from "../../../../src/world/network/tcp/tcp-layer.js";
import { SeededRandom } from "../../../../src/world/random.js";

export const A = 0x0a000001;
export const B = 0x0a000002;
export const PORT = 80;

export interface Faults {
	/** Probabilities, 0 to 1. */
	readonly loss: number;
	readonly duplication: number;
	/** Bounds of the delay, ms; unequal bounds reorder. */
	readonly delay: readonly [number, number];
}

export const PERFECT: Faults = { loss: 0, duplication: 0, delay: [1, 1] };

/** A segment on the wire, as a test sees it. */
export interface Seen {
	readonly tick: number;
	readonly from: "a" | "b";
	readonly segment: TcpSegment;
}

export class Wire {
	readonly agenda = new Agenda();
	readonly a: TcpLayer;
	readonly b: TcpLayer;
	readonly seen: Seen[] = [];
	faults: Faults;
	/** Decides what becomes of a segment, before chance does; false loses it. */
	filter: (seen: Seen) => boolean = () => true;
	readonly #random: SeededRandom;

	constructor(
		seed: number,
		faults: Faults = PERFECT,
		a: Partial<TcpOptions> = {},
		b: Partial<TcpOptions> = {},
	) {
		this.faults = faults;
		this.#random = new SeededRandom(BigInt(seed), "wire");
		this.a = this.#layer("a", a, () => this.b);
		this.b = this.#layer("b", b, () => this.a);
	}

	/** Opens a connection from a to b. */
	connect(a: StreamHandlers, b: StreamHandlers | ((request: TcpRequest) => void)): TcpStream {
		this.b.listen(typeof b === "function" ? b : (request) => void request.accept(b));
		return this.a.connect(A, { address: B, port: PORT }, a)!;
	}

	/** Runs until nothing is left to do, or until a tick; more than `limit` turns are a livelock. */
	run(until = Number.MAX_SAFE_INTEGER, limit = 2_000_000): void {
		for (let turn = 0; turn < limit; turn++) {
			const next = this.agenda.next();
			if (next === undefined || next > until) return;
			this.agenda.run(next);
		}
		throw new Error(`still busy at tick ${this.agenda.now}`);
	}

	/** Puts raw bytes on the wire to an endpoint. */
	inject(to: "a" | "b", bytes: Uint8Array): void {
		if (to === "b") this.b.receive(A, B, bytes);
		else this.a.receive(B, A, bytes);
	}

	#layer(from: "a" | "b", options: Partial<TcpOptions>, peer: () => TcpLayer): TcpLayer {
		return new TcpLayer({
			agenda: this.agenda,
			random: this.#random.fork(from),
			options,
			send: (source, destination, bytes) => {
				const seen = { tick: this.agenda.now, from, segment: decodeTcp(bytes, source, destination)! };
				this.seen.push(seen);
				if (!this.filter(seen)) return;
				const copies = 1 + Number(this.#random.chance(this.faults.duplication));
				for (let copy = 0; copy < copies; copy++) {
					if (this.#random.chance(this.faults.loss)) continue;
					const [least, most] = this.faults.delay;
					const delay = (least + this.#random.below(1000 * (most - least) + 1) / 1000) * TICKS_PER_MS;
					this.agenda.timer(() => peer().receive(source, destination, bytes)).after(delay);
				}
			},
		});
	}
}

/** Bytes that show where they belong. */
export function pattern(length: number): Uint8Array {
	return Uint8Array.from({ length }, (_, i) => (i * 7 + (i >>> 8) * 13 + (i >>> 16)) & 0xff);
}

/** An application that writes bytes, ends, and reads until the other side has ended. */
export class Talker implements StreamHandlers {
	readonly received: number[] = [];
	closed: string | undefined;
	ended = false;
	opened = false;
	readonly #outgoing: Uint8Array;
	readonly #piece: number;
	readonly #keepsOpen: boolean;
	#written = 0;

	/** Writes up to `piece` bytes at a time. */
	constructor(outgoing: Uint8Array, piece = Number.MAX_SAFE_INTEGER, keepsOpen = false) {
		this.#outgoing = outgoing;
		this.#piece = piece;
		this.#keepsOpen = keepsOpen;
	}

	onOpen(stream: TcpStream): void {
		this.opened = true;
		this.#write(stream);
	}

	onWritable(stream: TcpStream): void {
		this.#write(stream);
	}

	onReadable(stream: TcpStream): void {
		this.#read(stream);
	}

	onClosed(stream: TcpStream, reason: string): void {
		if (this.closed !== undefined) throw new Error("closed twice");
		this.#read(stream);
		this.closed = reason;
	}

	#read(stream: TcpStream): void {
		for (const byte of stream.read()) this.received.push(byte);
		this.ended = stream.ended;
	}

	#write(stream: TcpStream): void {
		while (this.#written < this.#outgoing.length) {
			const piece = this.#outgoing.subarray(this.#written, this.#written + this.#piece);
			const taken = stream.write(piece);
			this.#written += taken;
			if (taken < piece.length) return;
		}
		if (!this.#keepsOpen) stream.end();
	}
}
