/** Whether a station may become a member of a network, by what its association request says. */
import { FrameError } from "../dot11/bytes.js";
import { type Element, elementBytes } from "../dot11/elements.js";
import { Status } from "../dot11/management-body.js";
import { readRates, readSsid } from "../dot11/network-elements.js";
import {
	findSecurity,
	PSK_SUITE,
	readSecurity,
	type SecurityElement,
	securityElement,
} from "../dot11/security-elements.js";
import { rateCode } from "../rates.js";
import { chooseSuite, cipherOf, type SecuritySuite } from "../wpa/suite.js";
import type { Network } from "./network.js";

export interface Admission {
	/** Rate codes that both sides know. */
	readonly rates: readonly number[];
	/** The suite that it asks for, and its element as it stands; absent in an open network. */
	readonly security?: {
		readonly suite: SecuritySuite;
		readonly element: Uint8Array;
		readonly own: Uint8Array;
	};
}

/** A refusal has the status of the answer and the reason in words. */
export interface Refusal {
	readonly status: number;
	readonly why: string;
}

/** Never throws. */
export function judge(network: Network, elements: readonly Element[]): Admission | Refusal {
	try {
		return judgeElements(network, elements);
	} catch (error) {
		if (error instanceof FrameError) return { status: Status.INVALID_ELEMENT, why: error.message };
		throw error;
	}
}

function judgeElements(network: Network, elements: readonly Element[]): Admission | Refusal {
	const ssid = readSsid(elements);
	if (!ssid || Buffer.compare(ssid, network.ssid) !== 0) {
		return { status: Status.UNSPECIFIED, why: "an association request for another network's name" };
	}
	const known = new Set(readRates(elements).map(({ halfMbps }) => halfMbps));
	if (network.rates.some(({ halfMbps, basic }) => basic && !known.has(halfMbps))) {
		return { status: Status.RATES_NOT_SUPPORTED, why: "a station that does not know all basic rates" };
	}
	const rates = network.rates
		.filter(({ halfMbps }) => known.has(halfMbps))
		.map(({ halfMbps }) => rateCode(halfMbps))
		.filter((code) => code !== undefined);
	if (!network.security) return { rates };
	const asked = readSecurity(elements, "rsn") ?? readSecurity(elements, "wpa");
	if (!asked)
		return { status: Status.INVALID_ELEMENT, why: "no security element in the association request" };
	const own = network.security.elements.find(({ kind }) => kind === asked.kind);
	if (!own) return { status: Status.INVALID_ELEMENT, why: `${asked.kind.toUpperCase()} is not offered` };
	const suite = judgeSuite(own, asked);
	if ("status" in suite) return suite;
	const element = elementBytes(findSecurity(elements, asked.kind)!);
	return { rates, security: { suite, element, own: elementBytes(securityElement(own)) } };
}

function judgeSuite(own: SecurityElement, asked: SecurityElement): SecuritySuite | Refusal {
	if (asked.group !== own.group) {
		return { status: Status.INVALID_GROUP_CIPHER, why: `group cipher ${asked.group}` };
	}
	const [pairwise, ...others] = asked.pairwise;
	if (others.length > 0 || !own.pairwise.includes(pairwise) || !cipherOf(pairwise)) {
		return { status: Status.INVALID_PAIRWISE_CIPHER, why: `pairwise ciphers ${asked.pairwise.join(", ")}` };
	}
	if (asked.keyManagement.length !== 1 || asked.keyManagement[0] !== PSK_SUITE) {
		return { status: Status.INVALID_KEY_MANAGEMENT, why: `key management ${asked.keyManagement.join(", ")}` };
	}
	return chooseSuite(asked)!;
}
