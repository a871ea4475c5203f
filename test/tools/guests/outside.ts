/** What stands around a guest program: listens to its console and does what its "# want:" lines ask for. */
import type { Chip } from "../../../src/chip/chip.js";
import { STRAPS_FLASH_BOOT } from "../../../src/chip/config.js";
import type { ChipInput } from "../../../src/chip/inputs.js";
import { TICKS_PER_MS, TICKS_PER_SECOND } from "../../../src/chip/time.js";

/** A request is carried out this long after its line: time for the guest to start waiting, or to fall asleep. */
export const ACT_AFTER = 2 * TICKS_PER_MS;
const FRAME_BITS = 10;
const FS_PER_US = 1e9;

/** A request and the tick at which its line was complete. */
export interface Want {
	readonly tick: number;
	readonly request: string;
}

interface Due {
	readonly tick: number;
	readonly input: ChipInput;
}

export class Outside {
	readonly wants: Want[] = [];
	#line = "";
	#pending: Want[] = [];
	#due: Due[] = [];
	#done = false;

	/** Whether the guest has said its last line. */
	get done(): boolean {
		return this.#done;
	}

	/** A byte from UART0. */
	hear(byte: number, tick: number): void {
		if (byte !== 0x0a) {
			this.#line += String.fromCharCode(byte);
			return;
		}
		if (this.#line === "# done") this.#done = true;
		const request = /^# want: (.*)$/.exec(this.#line)?.[1];
		if (request !== undefined) this.#pending.push({ tick: tick + ACT_AFTER, request });
		this.#line = "";
	}

	/** The tick at which `act` is wanted next. */
	next(): number {
		return Math.min(
			this.#due[0]?.tick ?? Number.POSITIVE_INFINITY,
			this.#pending[0]?.tick ?? Number.POSITIVE_INFINITY,
		);
	}

	/** Does what is due. */
	act(chip: Chip): void {
		while (this.#pending.length > 0 && this.#pending[0].tick <= chip.tick) {
			const want = this.#pending.shift()!;
			this.wants.push(want);
			this.#due.push(...carryOut(want.request, chip));
			this.#due.sort((a, b) => a.tick - b.tick);
		}
		while (this.#due.length > 0 && this.#due[0].tick <= chip.tick) chip.input(this.#due.shift()!.input);
	}
}

/** The inputs of one request, from now on. Throws for a request that does not exist. */
function carryOut(request: string, chip: Chip): Due[] {
	const [verb, ...words] = request.split(" ");
	const now = (input: ChipInput): Due[] => [{ tick: chip.tick, input }];
	switch (verb) {
		case "uart":
			return uart(request, chip);
		case "pin":
			return now({
				kind: "pin",
				pin: Number(words[0]),
				level: words[1] === "z" ? "z" : words[1] === "1" ? 1 : 0,
			});
		case "adc":
			return now({ kind: "adc", microvolts: Math.round(Number(words[0]) * 1e6) });
		case "spi":
			return now({ kind: "spi", bytes: Uint8Array.from(words, (word) => Number.parseInt(word, 16)) });
		case "rtc":
			return now({ kind: "rtc", periodFs: Math.round(Number(words[0]) * FS_PER_US) });
		case "reset":
			return now({ kind: "power", event: "reset-pin", straps: STRAPS_FLASH_BOOT });
		case "power-cycle":
			return now({ kind: "power", event: "power-on", straps: STRAPS_FLASH_BOOT });
		default:
			throw new Error(`a guest wants what there is not: ${request}`);
	}
}

/** `uart "text"` at the chip's own speed, `uart BAUD "text"` at another; one byte after the other. */
function uart(request: string, chip: Chip): Due[] {
	const [, speed, text] = /^uart (?:(\d+) )?(".*")$/.exec(request) ?? [];
	if (text === undefined) throw new Error(`a guest wants what there is not: ${request}`);
	const line = chip.peripherals.uarts[0];
	const baud = speed === undefined ? line.baud : Number(speed);
	const frame = speed === undefined ? line.frameTicks : Math.ceil((FRAME_BITS * TICKS_PER_SECOND) / baud);
	return [...(JSON.parse(text) as string)].map((character, i) => ({
		tick: chip.tick + (i + 1) * frame,
		input: { kind: "uart", line: 0, byte: character.charCodeAt(0), baud },
	}));
}
