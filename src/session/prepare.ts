/** From what a user names to a machine: finds the images, settles what wins over what. */
import { randomBytes } from "node:crypto";
import { ImageCache } from "../firmware/cache.js";
import { buildFlash } from "../firmware/flash-image.js";
import { type Firmware, findFirmware } from "../firmware/reference.js";
import { findRom } from "../firmware/rom.js";
import type { Board } from "../world/board/board.js";
import type { Scenario } from "../world/scenario/schema.js";
import { loadFlash } from "./flash-file.js";
import { DEFAULT_FLASH_SIZE, type MachineSpec, makeMachine } from "./machine.js";

/** What a user may say about a recording; what is said here wins over the scenario. */
export interface MachineRequest {
	/** A firmware, or how {@link findFirmware} finds it. */
	readonly image: Firmware | string;
	/** Path of a boot ROM dump, instead of the package's own ROM. */
	readonly rom?: string | undefined;
	/** Path of a stored flash. */
	readonly flashFile?: string | undefined;
	/** Bytes. */
	readonly flashSize?: number | undefined;
	readonly seed?: bigint | undefined;
	readonly mac?: string | undefined;
	readonly checkpointTicks?: number | undefined;
	readonly scenario?: Scenario | undefined;
	readonly board?: Board | undefined;
}

/**
 * Builds the machine. Without a seed a scenario runs with seed 0, so that it can be recorded again, and
 * anything else with a random one. Throws ImageError and SessionError.
 */
export function prepareMachine(request: MachineRequest, cache: ImageCache = new ImageCache()): MachineSpec {
	const { image, scenario, flashFile } = request;
	const firmware = typeof image === "string" ? findFirmware(image, cache) : image;
	const rom = findRom({ path: request.rom }, cache);
	const board = request.board ?? scenario?.board;
	const size = request.flashSize ?? scenario?.flashSize ?? board?.flashSize;
	const flash =
		flashFile === undefined
			? buildFlash(firmware.bytes, size ?? DEFAULT_FLASH_SIZE)
			: loadFlash(flashFile, firmware.bytes, size, DEFAULT_FLASH_SIZE);
	const mac = request.mac ?? scenario?.mac;
	const checkpointTicks = request.checkpointTicks ?? scenario?.checkpointTicks;
	return makeMachine({
		firmware,
		rom,
		flash,
		seed: request.seed ?? scenario?.seed ?? (scenario ? 0n : randomBytes(8).readBigUInt64LE()),
		...(board ? { board: board.id, wakeWire: board.gpio16ToReset } : {}),
		...(mac === undefined ? {} : { mac }),
		...(checkpointTicks === undefined ? {} : { checkpointTicks }),
		...(scenario?.name === undefined ? {} : { notes: { scenario: scenario.name } }),
	});
}
