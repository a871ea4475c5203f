/** Does again to a node on the air what was done to it in a recorded run. */
import * as t from "typanion";
import { AccessPoint } from "../air/access-point/access-point.js";
import type { Disturbance } from "../air/disturbance.js";
import type { Loss, Way } from "../air/fading.js";
import type { AirNode } from "../air/node.js";
import { Station } from "../air/station/station.js";
import type { Fault } from "./air-log.js";
import { RecordedWorldError } from "./errors.js";

const way = t.isEnum(["sent", "heard"] as const);
const isRssi = t.isPartial({ rssi: t.isNumber() });
const isLoss = t.isPartial({
	way,
	probability: t.isOptional(t.isNumber()),
	next: t.isOptional(t.isNumber()),
});
const isDisturbance = t.isPartial({
	way,
	delayUs: t.isOptional(t.isTuple([t.isNumber(), t.isNumber()] as const)),
	duplicate: t.isOptional(t.isNumber()),
	reorder: t.isOptional(t.isNumber()),
});
const isDismissal = t.isPartial({ station: t.isString(), reason: t.isNumber() });
const isSwitch = t.isPartial({ channel: t.isNumber(), beacons: t.isNumber() });
const isLeave = t.isPartial({ reason: t.isNumber() });

/** Throws RecordedWorldError for a fault that this kind of node does not know. */
export function applyFault(node: AirNode, { fault, data }: Fault): void {
	if (fault === "rssi" && isRssi(data)) node.setRssi(data.rssi);
	else if (fault === "loss" && isLoss(data)) {
		const { way: direction, ...loss } = data as { readonly way: Way } & Loss;
		node.lose(direction, loss);
	} else if (fault === "disturbance" && isDisturbance(data)) {
		const { way: direction, ...disturbance } = data as { readonly way: Way } & Disturbance;
		node.disturb(direction, disturbance);
	} else if (!(node instanceof AccessPoint && applyToAccessPoint(node, fault, data))) {
		if (node instanceof Station && fault === "join") node.join();
		else if (node instanceof Station && fault === "leave" && isLeave(data)) node.leave(data.reason);
		else throw new RecordedWorldError(`"${node.name}" does not know the fault "${fault}"`);
	}
}

function applyToAccessPoint(node: AccessPoint, fault: string, data: Fault["data"]): boolean {
	if (fault === "vanish") node.vanish();
	else if (fault === "return") node.return();
	else if (fault === "renew-group-key") node.renewGroupKey();
	else if (fault === "deauthenticate" && isDismissal(data)) node.deauthenticate(data.station, data.reason);
	else if (fault === "disassociate" && isDismissal(data)) node.disassociate(data.station, data.reason);
	else if (fault === "switch-channel" && isSwitch(data)) node.switchChannel(data.channel, data.beacons);
	else return false;
	return true;
}
