/** Does to a node on the air what a scenario's step says. */
import { AccessPoint } from "../air/access-point/access-point.js";
import type { AirNode } from "../air/node.js";
import { AirOptionError } from "../air/options.js";
import { Station } from "../air/station/station.js";
import type { AirDeed } from "../scenario/controls.js";

const BOTH_WAYS = ["sent", "heard"] as const;

/** Throws AirOptionError for what this kind of node does not do. */
export function doDeed(node: AirNode, deed: AirDeed): void {
	switch (deed.kind) {
		case "rssi":
			node.setRssi(deed.rssi);
			break;
		case "disturb": {
			const { kind: _kind, ...disturbance } = deed;
			for (const way of BOTH_WAYS) node.disturb(way, disturbance);
			break;
		}
		case "lose": {
			const { probability, next } = deed;
			if (probability !== undefined) for (const way of BOTH_WAYS) node.lose(way, { probability });
			if (next !== undefined) node.lose("sent", { next });
			break;
		}
		case "join":
			stationOf(node, deed).join();
			break;
		case "leave":
			stationOf(node, deed).leave();
			break;
		case "vanish":
			accessPointOf(node, deed).vanish();
			break;
		case "return":
			accessPointOf(node, deed).return();
			break;
		case "deauthenticate":
			accessPointOf(node, deed).deauthenticate();
			break;
		case "channel":
			accessPointOf(node, deed).switchChannel(deed.channel);
			break;
	}
}

function accessPointOf(node: AirNode, { kind }: AirDeed): AccessPoint {
	if (node instanceof AccessPoint) return node;
	throw new AirOptionError(`"${node.name}" is no access point: it does not ${kind}`);
}

function stationOf(node: AirNode, { kind }: AirDeed): Station {
	if (node instanceof Station) return node;
	throw new AirOptionError(`"${node.name}" is no station: it does not ${kind}`);
}
