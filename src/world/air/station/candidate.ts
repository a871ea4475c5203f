/** A network that a station has heard of and can join. */
import type { MacAddress } from "../dot11/address.js";
import { FrameError } from "../dot11/bytes.js";
import { elementBytes } from "../dot11/elements.js";
import type { ManagementFrame } from "../dot11/management.js";
import { Capability } from "../dot11/management-body.js";
import { type Rate, readChannel, readRates, readSsid } from "../dot11/network-elements.js";
import { findSecurity, readSecurity } from "../dot11/security-elements.js";
import { chooseSuite, type SecuritySuite } from "../wpa/suite.js";

export interface Candidate {
	readonly bssid: MacAddress;
	readonly channel: number;
	readonly rates: readonly Rate[];
	/** What to use, and the network's element as it stands; absent in an open network. */
	readonly security?: { readonly suite: SecuritySuite; readonly element: Uint8Array };
}

/** The network of a beacon or probe response when it has this name and can be joined; else why not. */
export function candidateOf(
	frame: ManagementFrame,
	heardOn: number,
	ssid: Uint8Array,
	hasPassphrase: boolean,
): Candidate | string {
	const { body, bssid } = frame;
	if (body.type !== "beacon" && body.type !== "probe-response") return "not an announcement";
	try {
		const name = readSsid(body.elements);
		if (!name || Buffer.compare(name, ssid) !== 0) return "another name";
		const channel = readChannel(body.elements) ?? heardOn;
		const open = { bssid, channel, rates: readRates(body.elements) };
		if (!(body.capability & Capability.PRIVACY)) return hasPassphrase ? "it is open" : open;
		if (!hasPassphrase) return "it needs a passphrase";
		const offer = readSecurity(body.elements, "rsn") ?? readSecurity(body.elements, "wpa");
		const suite = offer && chooseSuite(offer);
		if (!suite) return "its security is not known here";
		return { ...open, security: { suite, element: elementBytes(findSecurity(body.elements, suite.kind)!) } };
	} catch (error) {
		if (error instanceof FrameError) return error.message;
		throw error;
	}
}
