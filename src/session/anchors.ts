/**
 * Keeps what an input's anchor says: what the firmware had put out when the input came. Only the first
 * input of a burst has one; the others follow it at their own distance.
 */
import { TICKS_PER_MS } from "../chip/time.js";
import type { Anchor, TraceInput } from "../trace/schema.js";

/** Bytes of console text an anchor keeps. */
const TAIL = 64;
/** Inputs of one kind that follow each other faster than this are one burst. */
const BURST_TICKS = 10 * TICKS_PER_MS;
const PINS = 17;

export class AnchorTracker {
	readonly #tail = new Uint8Array(TAIL);
	#said = 0;
	#frames = 0;
	readonly #edges = new Uint32Array(PINS);
	/** Tick of the last output or input an anchor could name. */
	#last = 0;
	readonly #lastOfKind = new Map<string, number>();

	/** UART0 has sent a byte. */
	console(tick: number, byte: number): void {
		this.#tail[this.#said++ % TAIL] = byte;
		this.#last = tick;
	}

	/** The chip has driven an edge. */
	pin(tick: number, pin: number): void {
		this.#edges[pin]++;
		this.#last = tick;
	}

	/** The chip has sent a frame. */
	frame(tick: number): void {
		this.#frames++;
		this.#last = tick;
	}

	/** Takes note of an input; its anchor, when it begins a burst. */
	input(tick: number, input: TraceInput): Anchor | undefined {
		const kind = input.kind === "uart" ? `uart${input.line}` : input.kind;
		const before = this.#lastOfKind.get(kind);
		const begins = before === undefined || tick - before > BURST_TICKS;
		const anchor = begins ? this.#anchor(tick) : undefined;
		this.#lastOfKind.set(kind, tick);
		this.#last = tick;
		this.#said = 0;
		return anchor;
	}

	#anchor(tick: number): Anchor {
		const edges = [...this.#edges.entries()].flatMap(([pin, count]) => (count > 0 ? [{ pin, count }] : []));
		return {
			consoleTail: this.#consoleTail(),
			// An output may be stamped with a tick the input has overtaken by an instruction.
			sinceTicks: Math.max(0, tick - this.#last),
			frames: this.#frames,
			...(edges.length > 0 ? { edges } : {}),
		};
	}

	#consoleTail(): Uint8Array {
		const length = Math.min(this.#said, TAIL);
		return Uint8Array.from({ length }, (_, i) => this.#tail[(this.#said - length + i) % TAIL]);
	}
}
