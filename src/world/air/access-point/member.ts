/** A station as its access point knows it. */
import type { MacAddress } from "../dot11/address.js";
import type { LlcPacket } from "../dot11/llc.js";
import type { RateControl } from "../rate-control.js";
import type { SealingKey } from "../sealing.js";
import type { Authenticator } from "../wpa/authenticator.js";

/** A packet for a station. */
export interface Parcel {
	readonly source: MacAddress;
	readonly packet: LlcPacket;
}

/** What association brings. */
export interface Membership {
	/** Association identifier, 1 to 2007. */
	readonly aid: number;
	readonly rates: RateControl;
	/** Beacon intervals between two looks at the traffic map. */
	readonly listenInterval: number;
	/** Absent in an open network. */
	readonly authenticator?: Authenticator;
	/** The key for data, once the handshake is through. */
	key?: SealingKey;
	/** Number of the last protected packet that came in. */
	lastPacketNumber: number;
	/** Whether data may pass. */
	authorized: boolean;
	/** Whether it is in power save, and fetches what is held for it. */
	asleep: boolean;
	readonly held: Parcel[];
	/** Tick at which it was asked for a sign of life, and has not given one since. */
	askedAt: number | undefined;
}

export interface Member {
	readonly address: MacAddress;
	/** When it was heard last, tick. */
	lastHeard: number;
	/** Undefined while it is only authenticated. */
	membership: Membership | undefined;
}
