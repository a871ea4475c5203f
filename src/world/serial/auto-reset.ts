/**
 * The auto-reset circuit of development boards: two transistors let a USB serial adapter's DTR pull GPIO0 down and
 * its RTS pull RST down, each only while the other is not asserted, so that a port which asserts both disturbs nothing.
 * Source: schematic of the NodeMCU DevKit; HUZZAH and D1 mini are wired alike.
 *
 * The chip has one reset, when RST rises: until then it goes on unheard, where a real one stands still.
 */
import { STRAPS_FLASH_BOOT, STRAPS_UART_DOWNLOAD } from "../../chip/config.js";
import type { PowerInput } from "../../chip/inputs.js";
import { TICKS_PER_MS } from "../../chip/time.js";

/** The two lines of the adapter; true is asserted, which is low on the wire. */
export interface ModemLines {
	readonly dtr: boolean;
	readonly rts: boolean;
}

/** RST's pull-up charges its capacitor (12 kOhm, 100 nF) to a high level in about this time. */
const RISE_TICKS = TICKS_PER_MS;

export class AutoReset {
	#gpio0Low = false;
	#resetLow = false;
	/** When RST is high again after it was let go of. */
	#risesAt: number | undefined;

	/** Whether the chip is kept in reset. */
	get holds(): boolean {
		return this.#resetLow || this.#risesAt !== undefined;
	}

	/** The lines change at tick `now`. */
	set(now: number, { dtr, rts }: ModemLines): void {
		this.#gpio0Low = dtr && !rts;
		const low = rts && !dtr;
		if (low) this.#risesAt = undefined;
		else if (this.#resetLow) this.#risesAt = now + RISE_TICKS;
		this.#resetLow = low;
	}

	/** When the chip leaves reset. */
	next(): number | undefined {
		return this.#risesAt;
	}

	/** What the chip's pins see at tick `now`: the strapping pins count when RST rises. */
	act(now: number): PowerInput | undefined {
		if (this.#risesAt === undefined || this.#risesAt > now) return undefined;
		this.#risesAt = undefined;
		return {
			kind: "power",
			event: "reset-pin",
			straps: this.#gpio0Low ? STRAPS_UART_DOWNLOAD : STRAPS_FLASH_BOOT,
		};
	}
}
