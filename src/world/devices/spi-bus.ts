/**
 * A SPI bus as a device sees it: bytes, most significant bit first, while its chip select is low. They come from HSPI
 * as whole transfers, or bit by bit from pins that firmware moves itself, in any of the four modes.
 */
import type { SpiTransferOutput } from "../../chip/outputs.js";
import type { Terminal } from "./terminal.js";

/** The far end of a SPI bus. */
export interface SpiTarget {
	/** Chip select went low; called once at the start when it is not wired. */
	select?(): void;
	deselect?(): void;
	/** The byte that the next eight clocks shift out; asked before each byte that comes. */
	answer(): number;
	/** A byte that was shifted in. */
	take(byte: number): void;
}

export interface SpiPins {
	readonly sck: Terminal;
	readonly mosi: Terminal;
	readonly miso?: Terminal | undefined;
	readonly cs?: Terminal | undefined;
}

/** What MOSI carries while only MISO is of interest. */
const IDLE_BYTE = 0xff;

export class SpiPort {
	readonly #target: SpiTarget;
	readonly #pins: SpiPins;
	#isSelected = false;
	/** Bits of the byte under way, and how many there are. */
	#in = 0;
	#out = 0;
	#bits = 0;
	readonly #samplesAt: 0 | 1;

	/** `mode` is how the target samples: 0 and 3 at the rising edge, 1 and 2 at the falling one. */
	constructor(target: SpiTarget, pins: SpiPins, mode: 0 | 1 | 2 | 3 = 0) {
		this.#target = target;
		this.#pins = pins;
		this.#samplesAt = mode === 0 || mode === 3 ? 1 : 0;
		const { cs, sck } = pins;
		if (cs) cs.onEdge((level) => (level === 0 ? this.#select() : this.#deselect()));
		if (!cs || cs.level === 0) this.#select();
		sck.onEdge((level) => {
			if (!this.#isSelected) return;
			if (level === this.#samplesAt) this.#sample();
			else this.#present();
		});
	}

	/** A transfer of HSPI's: what is on MISO where the chip listens; undefined when this device is not selected. */
	transfer({ mosi, misoFrom, misoLength }: SpiTransferOutput): Uint8Array | undefined {
		if (!this.#isSelected) return undefined;
		const answer = new Uint8Array(misoLength);
		const length = Math.max(mosi.length, misoFrom + misoLength);
		for (let at = 0; at < length; at++) {
			const out = this.#target.answer() & 0xff;
			if (at >= misoFrom && at < misoFrom + misoLength) answer[at - misoFrom] = out;
			this.#target.take(mosi[at] ?? IDLE_BYTE);
		}
		return answer;
	}

	#select(): void {
		this.#isSelected = true;
		this.#bits = 0;
		this.#target.select?.();
		this.#load();
		// A clock that rests on the level it is sampled at shifts with its first edge.
		if (this.#pins.sck.level !== this.#samplesAt) this.#present();
	}

	#deselect(): void {
		this.#isSelected = false;
		this.#pins.miso?.drive("z");
		this.#target.deselect?.();
	}

	#sample(): void {
		this.#in = ((this.#in << 1) | this.#pins.mosi.level) & 0xff;
		if (++this.#bits < 8) return;
		this.#target.take(this.#in);
		this.#bits = 0;
		this.#load();
	}

	#load(): void {
		this.#out = this.#target.answer() & 0xff;
	}

	#present(): void {
		this.#pins.miso?.drive(((this.#out >>> (7 - this.#bits)) & 1) as 0 | 1);
	}
}
