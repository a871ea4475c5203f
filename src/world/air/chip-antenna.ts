/** An emulated chip's place on the air: what the session knows as its world. */
import type { FrameInput } from "../../chip/inputs.js";
import {
	earliest,
	type SentFrame,
	type World,
	type WorldAction,
	type WorldInput,
	type WorldNote,
} from "../world.js";
import type { Antenna, OnAir } from "./medium.js";

/** What an antenna asks of its air. */
export interface AirDriver {
	next(): number | undefined;
	/** Does everything that is due. */
	advance(now: number): void;
	/** The chip has begun to send. */
	transmit(now: number, from: ChipAntenna, frame: SentFrame): void;
}

export class ChipAntenna implements World, Antenna {
	readonly name: string;
	/** Which channel a chip listens to is its own affair. */
	readonly channel = "any";
	readonly rssi: number;
	readonly #air: AirDriver;
	/** For the trace, at once. */
	#remarks: WorldAction[];
	/** Frames that reach it, in the order of their preambles. */
	readonly #frames: OnAir[] = [];

	/** `remarks` are the first things it says to the trace. */
	constructor(air: AirDriver, name: string, rssi: number, remarks: readonly WorldAction[]) {
		this.#air = air;
		this.name = name;
		this.rssi = rssi;
		this.#remarks = [...remarks];
	}

	next(): number | undefined {
		const next = this.#remarks.length > 0 ? 1 : earliest(this.#air.next(), this.#frames[0]?.start);
		// 0 would be waited for, at once is 1.
		return next === undefined ? undefined : Math.max(1, next);
	}

	act(now: number): readonly WorldAction[] {
		this.#air.advance(now);
		const actions = this.#remarks;
		this.#remarks = [];
		// Another chip may have made the air act ahead of this one's time.
		while (this.#frames.length > 0 && this.#frames[0].start <= now) {
			const { bytes, from, channel, rate } = this.#frames.shift()!;
			const input: FrameInput = { kind: "frame", bytes, rssi: from.rssi, channel, rate };
			actions.push({ kind: "input", input });
		}
		return actions;
	}

	onConsole(): void {}

	onFrame(tick: number, frame: SentFrame): void {
		this.#air.transmit(tick, this, frame);
	}

	/** Says something to the trace. */
	remark(action: WorldNote | WorldInput): void {
		this.#remarks.push(action);
	}

	sendFades(): boolean {
		return false;
	}

	hearFades(): boolean {
		return false;
	}

	onStart(_now: number, frame: OnAir): void {
		let at = this.#frames.length;
		while (at > 0 && this.#frames[at - 1].start > frame.start) at--;
		this.#frames.splice(at, 0, frame);
	}

	onEnd(): void {}
}
