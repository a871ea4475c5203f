/** Which of the two generations of security a station uses, and its ciphers. */
import type { Cipher } from "../dot11/protection.js";
import { CIPHER_SUITE, PSK_SUITE, type SecurityElement, type Suite } from "../dot11/security-elements.js";
import { Descriptor, KeyVersion } from "./eapol-key.js";

export interface SecuritySuite {
	readonly kind: SecurityElement["kind"];
	readonly pairwise: Cipher;
	readonly group: Cipher;
}

export function descriptorOf({ kind }: SecuritySuite): number {
	return kind === "rsn" ? Descriptor.RSN : Descriptor.WPA;
}

export function keyVersionOf({ pairwise }: SecuritySuite): number {
	return pairwise === "tkip" ? KeyVersion.MD5_RC4 : KeyVersion.SHA1_AES;
}

/** The cipher of a suite's number; undefined when it is none of the two that are known here. */
export function cipherOf(suite: Suite): Cipher | undefined {
	if (suite === CIPHER_SUITE.ccmp) return "ccmp";
	return suite === CIPHER_SUITE.tkip ? "tkip" : undefined;
}

/** What a station that uses this suite says in its association request. */
export function elementOf({ kind, pairwise, group }: SecuritySuite): SecurityElement {
	return {
		kind,
		group: CIPHER_SUITE[group],
		pairwise: [CIPHER_SUITE[pairwise]],
		keyManagement: [PSK_SUITE],
		...(kind === "rsn" ? { capabilities: 0 } : {}),
	};
}

/** The suite to use with a network that offers this; undefined when there is none. CCMP before TKIP. */
export function chooseSuite(offer: SecurityElement): SecuritySuite | undefined {
	const group = cipherOf(offer.group);
	const pairwise = (["ccmp", "tkip"] as const).find((cipher) =>
		offer.pairwise.includes(CIPHER_SUITE[cipher]),
	);
	if (!group || !pairwise || !offer.keyManagement.includes(PSK_SUITE)) return undefined;
	return { kind: offer.kind, pairwise, group };
}
