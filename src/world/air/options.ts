/** What the parts of a virtual air are told when they are made. */
import type { EthernetSegment } from "../ethernet-segment.js";
import type { MacAddress } from "./dot11/address.js";

/** How a network is protected; all but open need a passphrase. */
export type Security = "open" | "wpa" | "wpa2" | "wpa-wpa2";

/** Something with an antenna of its own. */
export interface NodeOptions {
	/** For messages and the trace; must be unique on an air. */
	readonly name?: string;
	/** How strongly the chip hears it, dBm, -128 to 0; -50 unless said. */
	readonly rssi?: number;
}

export interface AccessPointOptions extends NodeOptions {
	/** 1 to 32 bytes of UTF-8. */
	readonly ssid: string;
	/** Six hex pairs with colons. */
	readonly bssid: string;
	/** 1 to 14. */
	readonly channel: number;
	/** Open unless said. */
	readonly security?: Security;
	/** 8 to 63 ASCII characters, or 64 hex digits that are the key itself. */
	readonly passphrase?: string;
	/** Beacons keep the name to themselves; a probe for it is answered. */
	readonly hidden?: boolean;
	/** 802.11b, g, or both; both unless said. */
	readonly mode?: "b" | "g" | "bg";
	/** Units of 1024 us, 20 to 1000; 100 unless said. */
	readonly beaconInterval?: number;
	/** Every how many beacons held group frames are sent, 1 to 255; 2 unless said. */
	readonly dtimPeriod?: number;
	/** A station that was not heard for so long is asked, and dropped when it does not acknowledge; 300 s unless said. */
	readonly inactivityMs?: number;
	/** Every how often the group key is renewed; never unless said. */
	readonly groupRekeyMs?: number;
	/**
	 * What follows the second handshake message of a station that has another passphrase: it is told so at once (reason
	 * 2), or the handshake is left to time out (reason 15), which is the rule.
	 */
	readonly wrongKey?: "deauthenticate" | "time-out";
	/** Where its wired side is plugged in; without one, stations reach each other only. */
	readonly wired?: EthernetSegment;
}

export interface StationOptions extends NodeOptions {
	/** Six hex pairs with colons. */
	readonly mac: string;
	/** The network to join. */
	readonly ssid: string;
	/** Without one only open networks are joined. */
	readonly passphrase?: string;
	/** Where to look for it; all channels, 1 to 13, unless said. */
	readonly channel?: number;
	/** From when on it wants to be connected, ticks; 0 unless said, "never" waits for `join()`. */
	readonly joinAt?: number | "never";
	/** Whether it tries again after a failure or a loss; true unless said. */
	readonly reconnect?: boolean;
	/** Where the host behind it is plugged in; its frames must have the station's address as their source. */
	readonly wired?: EthernetSegment;
}

/** A message that has come in. */
export interface EspNowMessage {
	readonly tick: number;
	readonly from: MacAddress;
	/** Whether it was for everybody. */
	readonly toAll: boolean;
	readonly data: Uint8Array;
}

export interface PeerOptions extends NodeOptions {
	/** Six hex pairs with colons. */
	readonly mac: string;
	/** 1 to 14. */
	readonly channel: number;
	/** Sees every message when it comes in. */
	readonly onMessage?: (message: EspNowMessage) => void;
}

/** An option that cannot be used; `message` says which and what is allowed. */
export class AirOptionError extends Error {
	override readonly name = "AirOptionError";
}
