/** What was on the air of a recorded run, from the world's inputs in its trace. */
import * as t from "typanion";
import type { Plain, PlainMap } from "../../trace/schema.js";
import type { AccessPointOptions, PeerOptions, StationOptions } from "../air/options.js";
import type { AccessPointSpec, StationSpec } from "../surroundings/spec.js";
import { RecordedWorldError } from "./errors.js";

/** Something that was done to a node, as the air has noted it. */
export interface Fault {
	readonly node: string;
	readonly fault: string;
	readonly data: PlainMap;
}

const secret = {
	wired: t.isOptional(t.isBoolean()),
	secret: t.isOptional(t.isPartial({ passphrase: t.isString() })),
};
const isAccessPoint = t.isPartial({
	...secret,
	name: t.isString(),
	ssid: t.isString(),
	bssid: t.isString(),
	channel: t.isNumber(),
	rssi: t.isOptional(t.isNumber()),
	security: t.isOptional(t.isEnum(["open", "wpa", "wpa2", "wpa-wpa2"] as const)),
	hidden: t.isOptional(t.isBoolean()),
	mode: t.isOptional(t.isEnum(["b", "g", "bg"] as const)),
	beaconInterval: t.isOptional(t.isNumber()),
	dtimPeriod: t.isOptional(t.isNumber()),
	inactivityMs: t.isOptional(t.isNumber()),
	groupRekeyMs: t.isOptional(t.isNumber()),
	wrongKey: t.isOptional(t.isEnum(["deauthenticate", "time-out"] as const)),
});
const isStation = t.isPartial({
	...secret,
	name: t.isString(),
	mac: t.isString(),
	ssid: t.isString(),
	rssi: t.isOptional(t.isNumber()),
	channel: t.isOptional(t.isNumber()),
	joinAt: t.isOptional(t.isOneOf([t.isNumber(), t.isLiteral("never")])),
	reconnect: t.isOptional(t.isBoolean()),
});
const isPeer = t.isPartial({
	name: t.isString(),
	mac: t.isString(),
	channel: t.isNumber(),
	rssi: t.isOptional(t.isNumber()),
});
const isFault = t.isPartial({ node: t.isString(), fault: t.isString() });

/** Options as the air has written them down. */
type Written<T> = Omit<T, "wired" | "passphrase"> & {
	readonly wired?: boolean;
	readonly secret?: { readonly passphrase: string };
};

export class AirLog {
	readonly accessPoints: AccessPointSpec[] = [];
	readonly stations: StationSpec[] = [];
	readonly peers: PeerOptions[] = [];

	/** Takes a world input of a topic air/...; returns the fault that it is. Throws RecordedWorldError. */
	add(topic: string, data: Plain): Fault | undefined {
		if (topic === "air/access-point" && isAccessPoint(data)) {
			const { wired, secret: hidden, ...options } = data as unknown as Written<AccessPointOptions>;
			this.accessPoints.push({ ...options, ...hidden, network: wired === true });
		} else if (topic === "air/station" && isStation(data)) {
			const {
				wired: _wired,
				secret: hidden,
				...options
			} = data as unknown as Written<StationOptions & { readonly name: string }>;
			this.stations.push({ ...options, ...hidden });
		} else if (topic === "air/peer" && isPeer(data)) {
			this.peers.push(data as unknown as PeerOptions);
		} else if (topic === "air/fault" && isFault(data)) {
			const { node, fault, ...rest } = data as { node: string; fault: string } & PlainMap;
			return { node, fault, data: rest };
		} else throw new RecordedWorldError(`${topic} does not say what it should`);
		return undefined;
	}
}
