/** Which frames are for whom: the MAC's address and BSSID filters. Source: received traffic on real firmware. */
import {
	BSSID,
	BSSID_MASK,
	FILTER_ON,
	OWN_ADDRESS,
	OWN_ADDRESS_MASK,
	RX_POLICY,
	RX_POLICY_FILTER,
} from "./wdev-registers.js";

/** Interface 0 is the station, 1 the access point; their filter words are this far apart. */
const INTERFACES = [0, 8] as const;

const TYPE_CONTROL = 1;
const FROM_DS = 2;
const TO_DS = 1;
const ADDRESS1 = 4;
const ADDRESS2 = 10;
const ADDRESS3 = 16;
const PS_POLL = 0xa4;

/** What the filters say of a frame. */
export interface Match {
	/** Whether it is handed over. */
	readonly accepted: boolean;
	/** RxControl bits 31:28: address of interface 0 and 1, then BSSID of interface 0 and 1. */
	readonly flags: number;
}

const REFUSED: Match = { accepted: false, flags: 0 };

/** Judges a frame of at least 10 bytes by the filter registers. */
export function matchFrame(regs: Uint32Array, frame: Uint8Array): Match {
	const control = ((frame[0] >> 2) & 3) === TYPE_CONTROL;
	if ((regs[RX_POLICY >> 2] & RX_POLICY_FILTER) === 0) return { accepted: !control, flags: 0 };
	if (control && frame[0] !== PS_POLL) return REFUSED;
	const multicast = (frame[ADDRESS1] & 1) !== 0;
	const bssidAt = control ? ADDRESS1 : bssidOffset(frame);
	let flags = 0;
	let accepted = false;
	for (const [i, step] of INTERFACES.entries()) {
		if (!isOn(regs, OWN_ADDRESS_MASK + step)) continue;
		const address = multicast || equals(regs, OWN_ADDRESS + step, OWN_ADDRESS_MASK + step, frame, ADDRESS1);
		const bssid =
			!isOn(regs, BSSID_MASK + step) ||
			isAny(regs, BSSID + step) ||
			isBroadcast(frame, bssidAt) ||
			equals(regs, BSSID + step, BSSID_MASK + step, frame, bssidAt);
		if (!address || (multicast && !bssid)) continue;
		accepted = true;
		flags |= (1 << (28 + i)) | (bssid ? 1 << (30 + i) : 0);
	}
	return accepted ? { accepted, flags: flags >>> 0 } : REFUSED;
}

/** Whether the frame's receiver is an address of this MAC's own, so that it owes an answer. */
export function isAddressedHere(regs: Uint32Array, frame: Uint8Array): boolean {
	return INTERFACES.some((step) => {
		const own = OWN_ADDRESS + step;
		return (
			isOn(regs, OWN_ADDRESS_MASK + step) &&
			low(frame, ADDRESS1) === regs[own >> 2] &&
			high(frame, ADDRESS1) === (regs[(own + 4) >> 2] & 0xffff)
		);
	});
}

function isOn(regs: Uint32Array, mask: number): boolean {
	return (regs[(mask + 4) >> 2] & FILTER_ON) !== 0;
}

function equals(regs: Uint32Array, value: number, mask: number, frame: Uint8Array, offset: number): boolean {
	return (
		((low(frame, offset) ^ regs[value >> 2]) & regs[mask >> 2]) === 0 &&
		((high(frame, offset) ^ regs[(value + 4) >> 2]) & regs[(mask + 4) >> 2] & 0xffff) === 0
	);
}

/** A station without a network looks for all of them. */
function isAny(regs: Uint32Array, value: number): boolean {
	return regs[value >> 2] === 0xffffffff && (regs[(value + 4) >> 2] & 0xffff) === 0xffff;
}

function isBroadcast(frame: Uint8Array, offset: number): boolean {
	return low(frame, offset) === 0xffffffff && high(frame, offset) === 0xffff;
}

/** Where the BSSID stands; frames between access points have none that matters here. */
function bssidOffset(frame: Uint8Array): number {
	const ds = frame[1] & (TO_DS | FROM_DS);
	if (ds === FROM_DS) return ADDRESS2;
	return ds === 0 ? ADDRESS3 : ADDRESS1;
}

function low(frame: Uint8Array, at: number): number {
	return (frame[at] | (frame[at + 1] << 8) | (frame[at + 2] << 16) | (frame[at + 3] << 24)) >>> 0;
}

function high(frame: Uint8Array, at: number): number {
	return frame[at + 4] | (frame[at + 5] << 8);
}
