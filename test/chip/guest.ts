/** MicroPython on the bench: booted once a test file, and put back to its first prompt for each test. */
import { Chip } from "../../src/chip/chip.js";
import { DEFAULT_RTC_PERIOD_FS, STRAPS_FLASH_BOOT } from "../../src/chip/config.js";
import type { Snapshot } from "../../src/chip/state/chip-state.js";
import { buildFlash } from "../../src/firmware/flash-image.js";
import type { Images } from "../images.js";
import { MAC, Recorded, SECOND } from "./harness.js";

const FLASH_SIZE = 4 << 20;
const PROMPT = ">>> ";
const PASTE_MODE = "\x05";
const END_OF_PASTE = "\x04";
const MILLISECOND = SECOND / 1000;
const BOOT_LIMIT = 10;
const BAUD = 115_200;
/** Ticks between two typed characters: slow enough for the firmware's input buffer. */
const TYPING = MILLISECOND / 2;

const booted = new Map<string, Snapshot>();

export class Guest {
	readonly chip: Chip;
	#out = new Recorded();

	/** A chip with this firmware at its first prompt. */
	constructor({ firmware, rom }: Images) {
		const out = (): Recorded => this.#out;
		this.chip = new Chip(
			{
				flash: buildFlash(firmware.bytes, FLASH_SIZE),
				rom: rom.bytes,
				mac: MAC,
				seed: [1, 2],
				straps: STRAPS_FLASH_BOOT,
				rtcPeriodFs: DEFAULT_RTC_PERIOD_FS,
			},
			{
				uart: (...args) => out().uart(...args),
				pin: (...args) => out().pin(...args),
				frame: (...args) => out().frame(...args),
				spi: (...args) => out().spi(...args),
				flash: (...args) => out().flash(...args),
				power: (...args) => out().power(...args),
			},
		);
		const snapshot = booted.get(firmware.sha256);
		if (snapshot) {
			this.chip.restore(snapshot);
		} else {
			this.waitFor(PROMPT, BOOT_LIMIT);
			booted.set(firmware.sha256, this.chip.snapshot());
		}
		this.forget();
	}

	/** What the chip has put out since the start or `forget`. */
	get out(): Recorded {
		return this.#out;
	}

	/** Guest time, seconds. */
	get seconds(): number {
		return this.chip.tick / SECOND;
	}

	/** Begins to write the outputs down anew. */
	forget(): void {
		this.#out = new Recorded();
	}

	/** Runs `seconds` of guest time. */
	run(seconds: number): void {
		this.chip.run(this.chip.tick + Math.round(seconds * SECOND));
	}

	/** Runs until the console's output ends in `text`; throws after `seconds` without it. */
	waitFor(text: string, seconds: number): void {
		const end = this.chip.tick + seconds * SECOND;
		while (!this.#out.text.endsWith(text)) {
			if (this.chip.tick >= end)
				throw new Error(`no ${JSON.stringify(text)} after: ${this.#out.text.slice(-500)}`);
			this.chip.run(this.chip.tick + MILLISECOND);
		}
	}

	/** Types characters into the console. */
	type(text: string): void {
		for (const character of text) {
			this.chip.input({ kind: "uart", line: 0, byte: character.charCodeAt(0), baud: BAUD });
			this.chip.run(this.chip.tick + TYPING);
		}
	}

	/** Starts a program without waiting for its end; what comes after it is all that is written down. */
	start(program: string): void {
		this.type(PASTE_MODE);
		this.run(0.01);
		this.type(program);
		this.run(0.01);
		this.forget();
		this.type(END_OF_PASTE);
	}

	/** Runs a program to the next prompt; returns what it printed. */
	exec(program: string, seconds = 5): string {
		this.start(program);
		this.waitFor(PROMPT, seconds);
		return this.#out.text.slice(0, -PROMPT.length).trim();
	}

	/** The value of a Python expression that prints as JSON does. */
	evaluate<T>(expression: string, setUp = ""): T {
		return JSON.parse(this.exec(`${setUp}\nprint(${expression})`)) as T;
	}
}
