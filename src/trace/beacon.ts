/** First byte of a beacon: version 0, management, subtype 8. Source: IEEE 802.11-2016, 9.2.4.1. */
const BEACON = 0x80;

/** Whether a frame is a beacon, which an access point sends by itself ten times a second. */
export function isBeacon(frame: Uint8Array): boolean {
	return frame[0] === BEACON;
}
