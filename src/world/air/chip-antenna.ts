/** An emulated chip's place on the air: what the session knows as its world. */
import type { FrameInput } from "../../chip/inputs.js";
import type { SentFrame, World, WorldAction } from "../world.js";
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
	#actions: WorldAction[];

	/** `actions` are the first things it does. */
	constructor(air: AirDriver, name: string, rssi: number, actions: readonly WorldAction[]) {
		this.#air = air;
		this.name = name;
		this.rssi = rssi;
		this.#actions = [...actions];
	}

	next(): number | undefined {
		const next = this.#actions.length > 0 ? 1 : this.#air.next();
		// 0 would be waited for, at once is 1.
		return next === undefined ? undefined : Math.max(1, next);
	}

	act(now: number): readonly WorldAction[] {
		this.#air.advance(now);
		const actions = this.#actions;
		this.#actions = [];
		return actions;
	}

	onConsole(): void {}

	onFrame(tick: number, frame: SentFrame): void {
		this.#air.transmit(tick, this, frame);
	}

	/** Adds something to what it does next. */
	emit(action: WorldAction): void {
		this.#actions.push(action);
	}

	sendFades(): boolean {
		return false;
	}

	hearFades(): boolean {
		return false;
	}

	onStart(_now: number, { bytes, from, channel, rate }: OnAir): void {
		const input: FrameInput = { kind: "frame", bytes, rssi: from.rssi, channel, rate };
		this.emit({ kind: "input", input });
	}

	onEnd(): void {}
}
