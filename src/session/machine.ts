/** A machine: everything fixed before the first instruction, as the chip and as the trace header want it. */
import { chipComponents } from "../chip/components.js";
import {
	type ChipConfig,
	DEFAULT_RTC_PERIOD_FS,
	type FlashContents,
	STRAPS_FLASH_BOOT,
} from "../chip/config.js";
import { type Layout, placeComponents } from "../chip/state/layout.js";
import { TICKS_PER_SECOND } from "../chip/time.js";
import { MODEL_VERSION } from "../chip/xtensa/timing.js";
import { buildFlash, ERASED } from "../firmware/flash-image.js";
import type { Firmware } from "../firmware/reference.js";
import type { BootRom } from "../firmware/rom.js";
import type { FlashRange, TraceHeader } from "../trace/schema.js";
import { SessionError } from "./errors.js";
import { FieldTable } from "./fields.js";
import { RECORDER } from "./version.js";

/** What a machine is made of. */
export interface MachineSpec {
	readonly firmware: Firmware;
	readonly rom: BootRom;
	/** Initial contents of the whole flash chip. */
	readonly flash: Uint8Array | FlashContents;
	/** 64 bits. */
	readonly seed: bigint;
	/** Six lower-case hex pairs with colons. */
	readonly mac: string;
	/** Bit 0 GPIO2, bit 1 GPIO0, bit 2 GPIO15. */
	readonly straps: number;
	readonly rtcPeriodFs: number;
	/** Distance between checkpoints where something happens. */
	readonly checkpointTicks: number;
	/** The longest to which it grows where nothing does; not less. */
	readonly maxCheckpointTicks: number;
	/** The board's profile. */
	readonly board: string;
	/** Whether GPIO16 is wired to the reset pin, so that the RTC's alarm ends a deep sleep. */
	readonly wakeWire: boolean;
	/** Free text for the trace header. */
	readonly notes: Readonly<Record<string, string>>;
}

/** 4 MB: what most modules carry. */
export const DEFAULT_FLASH_SIZE = 4 * 1024 * 1024;
/** An address of Espressif's, the same on every machine. */
export const DEFAULT_MAC = "5c:cf:7f:00:00:01";
/** A second of guest time: one costs some tens of microseconds, and takes two hundred bytes. */
export const DEFAULT_CHECKPOINT_TICKS = TICKS_PER_SECOND;
/** A second of an idle prompt takes half a millisecond: with so many between two checkpoints these do not count. */
export const MAX_CHECKPOINT_TICKS = 256 * TICKS_PER_SECOND;

/** What must be said about a machine; the rest has defaults. */
export type MachineOptions = Pick<MachineSpec, "firmware" | "rom"> & Partial<MachineSpec>;

/**
 * Fills in the defaults: a fresh 4 MB flash with the firmware on it, boot from flash, seed 0. A distance between checkpoints
 * that is given stays as it is.
 */
export function makeMachine(options: MachineOptions): MachineSpec & { readonly flash: Uint8Array } {
	const { firmware, flash = buildFlash(firmware.bytes, DEFAULT_FLASH_SIZE) } = options;
	return {
		seed: 0n,
		mac: DEFAULT_MAC,
		straps: STRAPS_FLASH_BOOT,
		rtcPeriodFs: DEFAULT_RTC_PERIOD_FS,
		checkpointTicks: DEFAULT_CHECKPOINT_TICKS,
		maxCheckpointTicks: options.checkpointTicks ?? MAX_CHECKPOINT_TICKS,
		board: "generic",
		wakeWire: true,
		notes: {},
		...options,
		flash: flashBytes(flash),
	};
}

/** What the chip is built from. */
export function chipConfig(machine: MachineSpec): ChipConfig {
	return {
		flash: machine.flash,
		rom: machine.rom.bytes,
		mac: Uint8Array.from(machine.mac.split(":"), (pair) => Number.parseInt(pair, 16)),
		seed: [Number(machine.seed & 0xffff_ffffn), Number(machine.seed >> 32n)],
		straps: machine.straps,
		rtcPeriodFs: machine.rtcPeriodFs,
		wakeWire: machine.wakeWire,
	};
}

/** The layout of the machine's state, without building a chip. */
export function stateLayout(flashSize: number): Layout {
	return placeComponents(chipComponents(flashSize));
}

/** Names of the components that are hashed, in layout order. */
function hashedComponents(flashSize: number): string[] {
	return chipComponents(flashSize)
		.filter(({ constant }) => !constant)
		.map(({ name }) => name);
}

/** The header of a trace of this machine. */
export function traceHeader(machine: MachineSpec): TraceHeader {
	const layout = stateLayout(machine.flash.length);
	const { firmware, rom } = machine;
	return {
		model: MODEL_VERSION,
		firmware: {
			sha256: firmware.sha256,
			size: firmware.bytes.length,
			...(firmware.version === undefined ? {} : { version: firmware.version }),
		},
		rom: { sha256: rom.sha256, name: rom.name },
		board: machine.board,
		...(machine.wakeWire ? {} : { wakeWire: false }),
		flashSize: machine.flash.length,
		flash: flashRanges(firmware.bytes, flashBytes(machine.flash)),
		seed: machine.seed,
		straps: machine.straps,
		mac: machine.mac,
		rtcPeriodFs: machine.rtcPeriodFs,
		recorder: RECORDER,
		checkpointTicks: machine.checkpointTicks,
		state: { components: hashedComponents(machine.flash.length), fields: new FieldTable(layout).names },
		notes: machine.notes,
	};
}

/**
 * The machine a trace was recorded on. Throws SessionError `not-recorded-build` when firmware, ROM or model
 * are not the recorded ones.
 */
export function machineOf(header: TraceHeader, firmware: Firmware, rom: BootRom): MachineSpec {
	const refuse = (what: string): never => {
		throw new SessionError("not-recorded-build", `exact replay refused: ${what}`);
	};
	if (firmware.sha256 !== header.firmware.sha256) {
		const { version, sha256 } = header.firmware;
		refuse(
			`the trace was recorded with firmware ${version ?? ""} sha256 ${sha256}, ` +
				`but ${firmware.path} is ${firmware.version ?? ""} sha256 ${firmware.sha256}`,
		);
	}
	if (rom.sha256 !== header.rom.sha256) {
		refuse(`the trace was recorded with boot ROM sha256 ${header.rom.sha256}, not ${rom.sha256}`);
	}
	if (header.model !== MODEL_VERSION) {
		refuse(
			`the trace was recorded with model ${header.model} of the chip (${header.recorder.name} ` +
				`${header.recorder.version}), and this is model ${MODEL_VERSION} (${RECORDER.version}); ` +
				"use the version of the tool that recorded it",
		);
	}
	const components = hashedComponents(header.flashSize);
	if (components.join() !== header.state.components.join()) {
		refuse(
			`the trace's chip has other parts than this one's; use ${header.recorder.name} ${header.recorder.version}`,
		);
	}
	return {
		firmware,
		rom,
		flash: initialFlash(header, firmware.bytes),
		seed: header.seed,
		mac: header.mac,
		straps: header.straps,
		rtcPeriodFs: header.rtcPeriodFs,
		checkpointTicks: header.checkpointTicks,
		maxCheckpointTicks: maxCheckpointTicksOf(header),
		board: header.board,
		wakeWire: header.wakeWire ?? true,
		notes: header.notes,
	};
}

/**
 * How far apart checkpoints are in a trace with this header, at most: a distance that is not the default was given, so that
 * it stayed as it is.
 */
export function maxCheckpointTicksOf({ checkpointTicks }: TraceHeader): number {
	return checkpointTicks === DEFAULT_CHECKPOINT_TICKS ? MAX_CHECKPOINT_TICKS : checkpointTicks;
}

/** Equal bytes between two differences that are cheaper to repeat than to skip. */
const MIN_GAP = 32;

/** Compared at once: nearly all of a flash is as it was. */
const BLOCK = 4096;
const ERASED_BLOCK = new Uint8Array(BLOCK).fill(ERASED);

/** Where a flash differs from the image at 0 followed by erased bytes. */
export function flashRanges(image: Uint8Array, flash: Uint8Array): FlashRange[] {
	const ranges: FlashRange[] = [];
	let start = -1;
	let last = -1;
	const close = () => {
		if (start >= 0) ranges.push({ offset: start, bytes: flash.slice(start, last + 1) });
	};
	for (let block = 0; block < flash.length; block += BLOCK) {
		const end = Math.min(block + BLOCK, flash.length);
		const plain = block < image.length ? image.subarray(block, end) : ERASED_BLOCK;
		if (Buffer.compare(flash.subarray(block, end), plain) === 0) continue;
		for (let at = block; at < end; at++) {
			if (flash[at] === (at < image.length ? image[at] : ERASED)) continue;
			if (start < 0 || at - last > MIN_GAP) {
				close();
				start = at;
			}
			last = at;
		}
	}
	close();
	return ranges;
}

/** The flash contents a header describes. */
export function initialFlash(header: TraceHeader, image: Uint8Array): FlashContents {
	return {
		length: header.flashSize,
		fill(flash) {
			flash.set(image.subarray(0, flash.length));
			flash.fill(ERASED, image.length);
			for (const { offset, bytes } of header.flash) flash.set(bytes, offset);
		},
	};
}

/** The whole contents of a flash. */
export function flashBytes(contents: MachineSpec["flash"]): Uint8Array {
	if (contents instanceof Uint8Array) return contents;
	const flash = new Uint8Array(contents.length);
	contents.fill(flash);
	return flash;
}
