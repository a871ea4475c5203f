/** What a run has put out, by tick: known from the trace, or heard as the run goes. */
import type { ChipOutputs } from "../../chip/outputs.js";
import type { Chunk } from "../../trace/schema.js";
import { countSorted } from "../sorted.js";

/** A byte on UART0. */
export interface ConsoleByte {
	readonly tick: number;
	readonly byte: number;
}

/** The chip has begun to drive a pin, or let go of it. */
export interface PinEdge {
	readonly tick: number;
	readonly pin: number;
	readonly level: 0 | 1 | "z";
}

/** A frame that the chip has sent. */
export interface SentFrame {
	readonly tick: number;
	readonly bytes: Uint8Array;
	readonly channel: number;
}

export class History {
	readonly console: ConsoleByte[] = [];
	readonly edges: PinEdge[] = [];
	readonly frames: SentFrame[] = [];
	/** Up to here all is known. */
	#known = -1;

	/** Takes over what a trace says that was put out. */
	add({ outputs, lastTick }: Chunk): void {
		const { uart, pins, frames } = outputs;
		for (const { tick, byte } of uart[0]) this.console.push({ tick, byte });
		for (const { tick, pin, level } of pins) this.edges.push({ tick, pin, level });
		for (const { tick, bytes, channel } of frames) this.frames.push({ tick, bytes, channel });
		this.#known = lastTick;
	}

	/** Hears what a chip does, where that is not known yet. */
	get listener(): ChipOutputs {
		return this.#listener((tick) => tick > this.#known);
	}

	/** Hears what a chip does for the first time. */
	get witness(): ChipOutputs {
		return this.#listener(() => true);
	}

	#listener(isNew: (tick: number) => boolean): ChipOutputs {
		return {
			uart: (tick, line, byte) => {
				if (line === 0 && isNew(tick)) this.console.push({ tick, byte });
			},
			pin: (tick, pin, level) => {
				if (isNew(tick)) this.edges.push({ tick, pin, level });
			},
			frame: (tick, bytes, channel) => {
				if (isNew(tick)) this.frames.push({ tick, bytes: bytes.slice(), channel });
			},
			spi() {},
			flash() {},
			power() {},
		};
	}

	/** The run has come to `tick`: what is heard of before it again is no news. */
	reached(tick: number): void {
		if (tick > this.#known) this.#known = tick;
	}

	/** From `tick` on the run will be another one. */
	forgetAfter(tick: number): void {
		for (const list of [this.console, this.edges, this.frames]) list.length = countUpTo(list, tick);
		this.#known = Math.min(this.#known, tick);
	}

	/** The console's text up to `tick`, its last `most` bytes. */
	consoleUpTo(tick: number, most: number): string {
		const end = countUpTo(this.console, tick);
		const bytes = this.console.slice(Math.max(0, end - most), end).map(({ byte }) => byte);
		return Buffer.from(bytes).toString("utf8");
	}
}

/** How many of the entries, which are in order, stand at or before `tick`. */
export function countUpTo(list: readonly { readonly tick: number }[], tick: number): number {
	return countSorted(list, "tick", tick);
}
