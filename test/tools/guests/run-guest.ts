/**
 * Runs a guest program on a chip: loads its flash image, does what its "# want:" lines ask for, and hands back
 * what it said. Everything is driven by guest time, so two runs are the same run.
 */
import type { Chip } from "../../../src/chip/chip.js";
import { DEFAULT_RTC_PERIOD_FS, STRAPS_FLASH_BOOT } from "../../../src/chip/config.js";
import { createChip, type EngineChoice } from "../../../src/chip/create-chip.js";
import type { PowerEvent } from "../../../src/chip/outputs.js";
import { TICKS_PER_MS, TICKS_PER_SECOND } from "../../../src/chip/time.js";
import { loadHash64 } from "../../../src/trace/hash64.js";
import type { World } from "../../../src/world/world.js";
import { Outside, type Want } from "./outside.js";

const hash64 = await loadHash64();

const FLASH_SIZE = 4 * 1024 * 1024;
const ERASED = 0xff;
const ROM_SIZE = 0x10000;
/** How often the outside looks at the chip. */
const QUANTUM = TICKS_PER_MS;
/** No guest needs longer. */
const DEFAULT_LIMIT = 10 * TICKS_PER_SECOND;

export const MAC = Uint8Array.of(0x5c, 0xcf, 0x7f, 0x12, 0x34, 0x56);

/** One thing that came out of a pin, with its tick. */
export interface Seen<T> {
	readonly tick: number;
	readonly value: T;
}

export interface GuestRun {
	/** UART0 from the TAP header on; what a boot ROM said before is in `banner`. */
	readonly console: string;
	readonly banner: string;
	readonly uart1: readonly Seen<number>[];
	readonly pins: readonly Seen<{ readonly pin: number; readonly level: 0 | 1 | "z" }>[];
	readonly spi: readonly Seen<Uint8Array>[];
	readonly power: readonly Seen<PowerEvent>[];
	/** Requests that were carried out, in order. */
	readonly wants: readonly Want[];
	readonly tick: number;
	/** State hash at the end. */
	readonly hash: bigint;
	/** Whether the guest came to its last line. */
	readonly done: boolean;
}

export interface GuestOptions {
	/** A boot ROM, 64 KB or its beginning. */
	readonly rom: Uint8Array;
	/** Ticks after which the run ends even without "# done". */
	readonly limit?: number;
	/** At this tick the chip is replaced by a fresh one with the state restored. */
	readonly replaceAt?: number;
	readonly seed?: readonly [number, number];
	/** Stands around the chip instead of what answers "# want:" lines. */
	readonly world?: World;
	readonly engine?: EngineChoice;
}

/** Runs the image to its "# done". */
export function runGuest(image: Uint8Array, options: GuestOptions): GuestRun {
	const { rom, limit = DEFAULT_LIMIT, replaceAt = Number.POSITIVE_INFINITY, seed = [1, 2], world } = options;
	const flash = new Uint8Array(FLASH_SIZE).fill(ERASED);
	flash.set(image);
	const paddedRom = new Uint8Array(ROM_SIZE);
	paddedRom.set(rom);

	const said: number[] = [];
	const uart1: Seen<number>[] = [];
	const pins: Seen<{ pin: number; level: 0 | 1 | "z" }>[] = [];
	const spi: Seen<Uint8Array>[] = [];
	const power: Seen<PowerEvent>[] = [];
	const outside = new Outside();
	const build = (): Chip =>
		createChip(
			{
				flash,
				rom: paddedRom,
				mac: MAC,
				seed,
				straps: STRAPS_FLASH_BOOT,
				rtcPeriodFs: DEFAULT_RTC_PERIOD_FS,
			},
			{
				uart(tick, line, byte, baud) {
					if (line === 1) uart1.push({ tick, value: byte });
					else {
						said.push(byte);
						outside.hear(byte, tick);
						world?.onConsole(byte, tick, baud);
					}
				},
				pin: (tick, pin, level) => pins.push({ tick, value: { pin, level } }),
				frame() {},
				spi: (tick, bytes) => spi.push({ tick, value: bytes }),
				flash() {},
				power: (tick, event) => power.push({ tick, value: event }),
			},
			options.engine,
		);

	let chip = build();
	let replaced = false;
	while (!outside.done && chip.tick < limit) {
		if (world) {
			const due = world.next() ?? 0;
			// What is due at once waits for the next look, or time would stand still.
			chip.run(due > chip.tick ? Math.min(chip.tick + QUANTUM, due) : chip.tick + QUANTUM);
			surround(chip, world);
		} else {
			chip.run(Math.min(chip.tick + QUANTUM, outside.next()));
			outside.act(chip);
		}
		if (!replaced && chip.tick >= replaceAt) {
			const snapshot = chip.snapshot();
			const events = power.length;
			chip = build();
			// The new chip's own power-on is none of the run's.
			power.length = events;
			chip.restore(snapshot);
			replaced = true;
		}
	}
	// Whatever still moves after the last line comes to rest.
	chip.run(chip.tick + 2 * QUANTUM);

	const text = new TextDecoder("latin1").decode(Uint8Array.from(said));
	const start = Math.max(0, text.indexOf("TAP version 13"));
	return {
		console: text.slice(start),
		banner: text.slice(0, start),
		uart1,
		pins,
		spi,
		power,
		wants: outside.wants,
		tick: chip.tick,
		hash: chip.hash(hash64).whole,
		done: outside.done,
	};
}

/** Lets a world do what is due. */
function surround(chip: Chip, world: World): void {
	const { uarts } = chip.peripherals;
	const port = {
		baud: (line: 0 | 1) => uarts[line].baud,
		frameTicks: (line: 0 | 1) => uarts[line].frameTicks,
	};
	if ((world.next() ?? Number.POSITIVE_INFINITY) > chip.tick) return;
	for (const action of world.act(chip.tick, port)) if (action.kind === "input") chip.input(action.input);
}
