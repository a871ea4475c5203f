/**
 * The chip's pads, GPIO0 to GPIO16, as wires that chip and outside share. A pad is wired-AND: whoever pulls it low
 * wins, then a driver that holds it high, then the pull-up, then the board's own weak level.
 *
 * A pad may also follow a stream, a block that moves it by its own clock, megahertz perhaps. Its levels are told to the
 * outside as bits ahead of time, and found when somebody reads the pad; no edge of it is an event of the chip.
 */
import type { Soc } from "../soc.js";
import { bytes, component, u32 } from "../state/fields.js";
import { standing } from "./pin-bits.js";

export const PAD_COUNT = 17;

/** What drives a pad, from inside or outside. */
export const enum Drive {
	None = 0,
	Low = 1,
	High = 2,
}

/** `Drive` as outputs and inputs name it. */
const DRIVE_LEVELS = ["z", 0, 1] as const;

/** Pins a module pulls up or that idle high with a serial adapter: GPIO0, GPIO1 (TX), GPIO2, GPIO3 (RX), GPIO16. */
const WEAK_HIGH = (1 << 0) | (1 << 1) | (1 << 2) | (1 << 3) | (1 << 16);

/** Which stream a pad follows. */
export const enum Stream {
	None = 0,
	SigmaDelta = 1,
	I2s = 2,
}

/** A block that moves pads by itself. */
export interface PadStream {
	/** The level that it gives pad `pad` now. */
	level(pad: number): 0 | 1;
	/** Tells the outside what it does to pad `pad` from now on. */
	report(pad: number): void;
}

export const padsComponent = component("pads", {
	/** Levels as they stand, one bit a pad; of pads that follow a stream, as last found. */
	levels: u32(),
	/** Pads that follow a stream, one bit a pad. */
	streaming: u32(),
	/** `Drive` of each pad from outside, and from inside as last reported. */
	external: bytes(PAD_COUNT),
	driven: bytes(PAD_COUNT),
	/** `Stream` of each pad. */
	streams: bytes(PAD_COUNT),
});

export class Pads {
	readonly #soc: Soc;
	readonly #s;
	/** Wired once, while the chip is built; by `Stream`. */
	readonly #sources: PadStream[] = [];

	constructor(soc: Soc) {
		this.#soc = soc;
		this.#s = soc.state.view(padsComponent);
	}

	/** Connects the block behind `stream`. */
	connect(stream: Stream, source: PadStream): void {
		this.#sources[stream] = source;
	}

	/** Levels of all pads, one bit a pad. */
	get levels(): number {
		const s = this.#s;
		for (let pad = 0; s.streaming >>> pad !== 0; pad++) {
			if ((s.streaming >>> pad) & 1) this.#setLevel(pad, this.#streamLevel(pad));
		}
		return s.levels;
	}

	/** Level of a pad. */
	level(pad: number): 0 | 1 {
		const s = this.#s;
		if ((s.streaming >>> pad) & 1) this.#setLevel(pad, this.#streamLevel(pad));
		return ((s.levels >>> pad) & 1) as 0 | 1;
	}

	/** The outside drives a pad, or lets go of it; takes effect when the pad is settled. */
	setExternal(pad: number, level: 0 | 1 | "z"): void {
		this.#s.external[pad] = DRIVE_LEVELS.indexOf(level);
	}

	/** What the outside does to a pad. */
	external(pad: number): Drive {
		return this.#s.external[pad];
	}

	/** Finds a pad's level from what drives it; says whether it changed. Reports what the chip drives anew. */
	settle(pad: number, own: Drive, pullUp: boolean): boolean {
		const s = this.#s;
		const streamed = s.streams[pad] !== Stream.None;
		if (streamed) {
			s.streams[pad] = Stream.None;
			s.streaming &= ~(1 << pad);
		}
		if (streamed || own !== s.driven[pad]) {
			s.driven[pad] = own;
			this.#soc.outputs.pin(this.#soc.now(), pad, DRIVE_LEVELS[own]);
		}
		return this.#setLevel(pad, this.#isHigh(pad, own, pullUp));
	}

	/** A pad follows `stream`, from now on or still; says whether its level changed. */
	follow(pad: number, stream: Stream): boolean {
		const s = this.#s;
		if (s.streams[pad] !== stream) {
			s.streams[pad] = stream;
			s.streaming |= 1 << pad;
			s.driven[pad] = Drive.None;
			this.#sources[stream].report(pad);
		}
		return this.#setLevel(pad, this.#streamLevel(pad));
	}

	/** What a stream does has changed: tells the outside of each pad that follows it. */
	report(stream: Stream): void {
		const s = this.#s;
		if (s.streaming === 0) return;
		for (let pad = 0; pad < PAD_COUNT; pad++) {
			if (s.streams[pad] === stream) this.#sources[stream].report(pad);
		}
	}

	/** A stream stands still: tells the outside the level that stays on each pad that follows it. */
	hold(stream: Stream): void {
		const s = this.#s;
		if (s.streaming === 0) return;
		for (let pad = 0; pad < PAD_COUNT; pad++) {
			if (s.streams[pad] !== stream) continue;
			this.#soc.outputs.bits?.(this.#soc.now(), pad, standing(this.#sources[stream].level(pad)));
		}
	}

	/** Whether pad `pad` follows `stream`. */
	follows(pad: number, stream: Stream): boolean {
		return this.#s.streams[pad] === stream;
	}

	#streamLevel(pad: number): boolean {
		const s = this.#s;
		return s.external[pad] !== Drive.Low && this.#sources[s.streams[pad]].level(pad) === 1;
	}

	#setLevel(pad: number, high: boolean): boolean {
		const s = this.#s;
		const bit = 1 << pad;
		const before = s.levels & bit;
		const after = high ? bit : 0;
		s.levels ^= before ^ after;
		return before !== after;
	}

	#isHigh(pad: number, own: Drive, pullUp: boolean): boolean {
		const external = this.#s.external[pad];
		if (own === Drive.Low || external === Drive.Low) return false;
		if (own === Drive.High || external === Drive.High) return true;
		return pullUp || ((WEAK_HIGH >>> pad) & 1) === 1;
	}
}
