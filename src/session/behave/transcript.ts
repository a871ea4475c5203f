/** What a run put out, cut into sections by the inputs it was given: the form in which runs of two builds compare. */
import type { PinLevel, PowerOutputName } from "../../trace/schema.js";

/** Bytes of console text a section keeps; what follows is counted only. */
const MAX_TEXT = 256 * 1024;
/** Pin edges a section keeps, likewise. */
const MAX_EDGES = 64 * 1024;

export interface Edge {
	readonly tick: number;
	readonly pin: number;
	readonly level: PinLevel;
}

/** From one burst of inputs to the next. */
export class Section {
	/** Tick of the first input of its burst; 0 for the boot. */
	readonly from: number;
	readonly edges: Edge[] = [];
	readonly power: PowerOutputName[] = [];
	/** Console bytes and edges beyond what is kept. */
	lost = 0;
	/** Tick of the last output; `from` when there was none. */
	lastOutput: number;
	#bytes = new Uint8Array(256);
	#length = 0;

	constructor(from: number) {
		this.from = from;
		this.lastOutput = from;
	}

	get length(): number {
		return this.#length;
	}

	/** The console's text; bytes that are no UTF-8 become U+FFFD. */
	text(from = 0): string {
		return new TextDecoder("utf-8").decode(this.#bytes.subarray(from, this.#length));
	}

	console(tick: number, byte: number): void {
		this.lastOutput = tick;
		if (this.#length === MAX_TEXT) {
			this.lost++;
			return;
		}
		if (this.#length === this.#bytes.length) {
			const larger = new Uint8Array(this.#length * 2);
			larger.set(this.#bytes);
			this.#bytes = larger;
		}
		this.#bytes[this.#length++] = byte;
	}

	pin(tick: number, pin: number, level: PinLevel): void {
		this.lastOutput = tick;
		if (this.edges.length < MAX_EDGES) this.edges.push({ tick, pin, level });
		else this.lost++;
	}
}

/** The sections of a run, growing as it goes. */
export class Transcript {
	readonly sections: Section[] = [new Section(0)];

	get last(): Section {
		return this.sections[this.sections.length - 1];
	}

	/** A burst of inputs begins. */
	begin(tick: number): void {
		this.sections.push(new Section(tick));
	}
}
