/** What an access point says of its network, in beacons and to those who ask. */
import type { Element } from "../dot11/elements.js";
import { type Announcement, Capability } from "../dot11/management-body.js";
import {
	channelElement,
	channelSwitchElement,
	erpElement,
	rateElements,
	ssidElement,
} from "../dot11/network-elements.js";
import { securityElement } from "../dot11/security-elements.js";
import { type TrafficMap, timElement } from "../dot11/tim.js";
import type { Network } from "./network.js";

/** What changes from one announcement to the next. */
export interface AnnouncementNow {
	/** Microseconds. */
	readonly timestamp: bigint;
	readonly channel: number;
	/** Beacons have one. */
	readonly traffic?: TrafficMap;
	/** Whether the name is left out. */
	readonly hidden?: boolean;
	readonly channelSwitch?: { readonly channel: number; readonly count: number } | undefined;
}

export function announcement(network: Network, now: AnnouncementNow): Announcement {
	const [supported, ...extended] = rateElements(network.rates);
	return {
		timestamp: now.timestamp,
		interval: network.beaconInterval,
		capability: capabilityOf(network),
		elements: [
			ssidElement(now.hidden ? new Uint8Array() : network.ssid),
			supported,
			channelElement(now.channel),
			...(now.traffic ? [timElement(now.traffic)] : []),
			...(now.channelSwitch
				? [channelSwitchElement(now.channelSwitch.channel, now.channelSwitch.count, false)]
				: []),
			...(network.mode === "b" ? [] : [erpElement()]),
			...securityElements(network, "rsn"),
			...extended,
			...securityElements(network, "wpa"),
		],
	};
}

export function capabilityOf({ security }: Network): number {
	return Capability.ESS | (security ? Capability.PRIVACY : 0);
}

function securityElements({ security }: Network, kind: "rsn" | "wpa"): Element[] {
	return (security?.elements ?? []).filter((element) => element.kind === kind).map(securityElement);
}
