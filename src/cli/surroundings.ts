/** What the command line says of the air and the network around the chip, on top of what a scenario says. */
import type { NetworkMode } from "../world/network/network.js";
import { defaultBssid } from "../world/surroundings/parse.js";
import { type AccessPointSpec, NO_SURROUNDINGS, type SurroundingsSpec } from "../world/surroundings/spec.js";
import { UsageMistake } from "./exit-codes.js";

export interface SurroundingsOptions {
	/** SSID, or SSID:PASSPHRASE. */
	readonly accessPoints: readonly string[];
	readonly mode?: string | undefined;
	readonly forward: readonly string[];
	/** Hosts that may be reached. */
	readonly allow: readonly string[];
}

const MODES: readonly NetworkMode[] = ["none", "isolated", "host"];
/** The access point that is there when only a network was asked for. */
const DEFAULT_SSID = "replay";
const DEFAULT_CHANNEL = 6;

/** The surroundings to record in; undefined when nobody asked for any. Throws UsageMistake. */
export function surroundingsOf(
	options: SurroundingsOptions,
	scenario: SurroundingsSpec | undefined,
): SurroundingsSpec | undefined {
	const { mode, forward, allow } = options;
	const asked =
		options.accessPoints.length > 0 || mode !== undefined || forward.length > 0 || allow.length > 0;
	if (!asked) return scenario;
	const base = scenario ?? NO_SURROUNDINGS;
	const known = base.accessPoints.length;
	const added = options.accessPoints.map((text, i) => accessPoint(text, known + i));
	const accessPoints = [...base.accessPoints, ...added];
	return {
		...base,
		accessPoints: accessPoints.length > 0 ? accessPoints : [accessPoint(DEFAULT_SSID, 0)],
		network: {
			...base.network,
			...(mode === undefined ? {} : { mode: readMode(mode) }),
			...(allow.length > 0 ? { allow } : {}),
			forward: [...base.network.forward, ...forward],
		},
	};
}

function readMode(text: string): NetworkMode {
	const mode = MODES.find((name) => name === text);
	if (!mode) throw new UsageMistake(`--net must be ${MODES.join(", ")}, not "${text}"`);
	return mode;
}

function accessPoint(text: string, index: number): AccessPointSpec {
	const colon = text.indexOf(":");
	const ssid = colon < 0 ? text : text.slice(0, colon);
	return {
		ssid,
		bssid: defaultBssid(index),
		channel: DEFAULT_CHANNEL,
		...(colon < 0 ? {} : { security: "wpa2", passphrase: text.slice(colon + 1) }),
	};
}
