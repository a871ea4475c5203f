/**
 * Ethernet as the world's parts speak it: the access point's wired side, the gateway, model servers. Frames are
 * destination, source, EtherType and payload, without preamble and FCS, 14 to 1514 bytes. Everything is driven by
 * guest time.
 */

/** What is plugged into a segment. */
export interface EthernetNode {
	/** A frame from the segment; its bytes do not change afterwards. It may answer at once, through its port. */
	receive(now: number, frame: Uint8Array): void;
	/** Tick at which `act` must be called, at the latest; 0 for at once; undefined to wait for a frame. */
	next(): number | undefined;
	/** Does what is due at tick `now`. */
	act(now: number): void;
}

/** A node's plug: puts a frame on the segment. */
export type EthernetPort = (now: number, frame: Uint8Array) => void;

/** Six bytes. */
export const MAC_LENGTH = 6;
/** Bytes of a frame, the header included. */
export const MAX_ETHERNET_FRAME = 1514;
