/** A text that must go, and why. */

/** In the order in which kinds are told; "named" is what somebody has said. */
export const SECRET_KINDS = [
	"passphrase",
	"token",
	"MAC address",
	"host name",
	"network name",
	"pattern",
	"payload",
	"named",
] as const;

export type SecretKind = (typeof SECRET_KINDS)[number];

/** What is looked for without being named; of these a rule file may choose. */
export const FINDABLE = ["passphrases", "tokens", "mac-addresses", "host-names", "network-names"] as const;
export type Findable = (typeof FINDABLE)[number];

export interface Secret {
	readonly text: string;
	readonly kind: SecretKind;
}

/** Shorter ones stand in half of all words. */
export const MIN_SECRET = 4;

/** Where secrets stand. */
export const PLACES = [
	"typed",
	"flash",
	"air",
	"conversations",
	"frames",
	"header",
	"notes",
	"said",
] as const;
export type Place = (typeof PLACES)[number];
