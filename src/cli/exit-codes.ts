/** What each exit code of the command line means; scripts and `git bisect run` build on them. */
import { ElfError } from "../firmware/elf.js";
import { ImageError, type ImageErrorCode } from "../firmware/errors.js";
import { BundleError, SessionError } from "../session/errors.js";
import { TraceError } from "../trace/errors.js";
import { AirOptionError } from "../world/air/options.js";
import { DeviceError } from "../world/devices/errors.js";
import { NetworkError } from "../world/network/errors.js";
import { ScenarioError } from "../world/scenario/errors.js";
import { SerialError } from "../world/serial/host/errors.js";

export const ExitCode = {
	/** Reproduced, recorded, shown: what was asked for was done. */
	OK: 0,
	/** The replay differs from the recording, or a run from its golden file. */
	DIVERGED: 1,
	USAGE: 2,
	/** Firmware or boot ROM are not here. */
	UNAVAILABLE: 3,
	/** The trace is damaged, cut off, or written by a later version. */
	UNREADABLE: 4,
	/** Not the firmware, ROM or model that was recorded. */
	NOT_RECORDED_BUILD: 5,
	/** The guest crashed, or a scenario's step timed out. */
	GUEST: 6,
	/** None of the above can be said: stopped halfway, disk full. */
	CANNOT_JUDGE: 125,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** A mistake in how the command was called. */
export class UsageMistake extends Error {
	override readonly name = "UsageMistake";
}

const IMAGE_CODES: Readonly<Record<ImageErrorCode, ExitCode>> = {
	unavailable: ExitCode.UNAVAILABLE,
	invalid: ExitCode.USAGE,
	stopped: ExitCode.CANNOT_JUDGE,
};

/** Errors about what the user has said. */
const USAGE_ERRORS = [
	UsageMistake,
	ScenarioError,
	AirOptionError,
	NetworkError,
	DeviceError,
	SerialError,
	BundleError,
	ElfError,
];

/** The exit code for an error. */
export function exitCodeOf(error: unknown): ExitCode {
	if (USAGE_ERRORS.some((kind) => error instanceof kind)) return ExitCode.USAGE;
	if (error instanceof ImageError) return IMAGE_CODES[error.code];
	if (error instanceof TraceError) return ExitCode.UNREADABLE;
	if (error instanceof SessionError) {
		if (error.code === "not-recorded-build") return ExitCode.NOT_RECORDED_BUILD;
		return error.code === "guest" ? ExitCode.GUEST : ExitCode.USAGE;
	}
	return cannotBeOpened(error) ? ExitCode.USAGE : ExitCode.CANNOT_JUDGE;
}

/** A file the user named that the file system will not open, for reasons other than a lack of room. */
function cannotBeOpened(error: unknown): boolean {
	const { syscall, code = "" } = error as NodeJS.ErrnoException;
	return syscall === "open" && ["ENOENT", "ENOTDIR", "EISDIR", "EACCES", "EPERM", "EROFS"].includes(code);
}
