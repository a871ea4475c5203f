/** A board: what the module that carries the chip is wired to. */
import type { DeviceSpec } from "../devices/bench.js";

export interface Board {
	/** The file's name without its ending: "nodemcu". */
	readonly id: string;
	/** For people. */
	readonly name: string;
	/** Bytes. */
	readonly flashSize: number;
	/** Whether GPIO16 leads to the reset pin: without that wire nothing ends a deep sleep but a reset. */
	readonly gpio16ToReset: boolean;
	/** Whether a serial adapter's DTR and RTS work reset and GPIO0. */
	readonly autoReset: boolean;
	/** GPIO numbers by what is printed on the board. */
	readonly pins: ReadonlyMap<string, number>;
	/** LEDs, buttons and whatever else is mounted on it. */
	readonly devices: readonly DeviceSpec[];
}

/** The number of a pin, by the board's name for it or by its GPIO number; undefined where there is no such pin. */
export function boardPin(board: Board | undefined, name: string): number | undefined {
	const named = board?.pins.get(name);
	if (named !== undefined) return named;
	const [, digits] = /^(?:GPIO)?(\d{1,2})$/i.exec(name) ?? [];
	const gpio = digits === undefined ? Number.NaN : Number(digits);
	// A board that names its pins leads no others out.
	if (!(gpio <= LAST_PIN)) return undefined;
	return board === undefined || board.pins.size === 0 || [...board.pins.values()].includes(gpio)
		? gpio
		: undefined;
}

const LAST_PIN = 16;
