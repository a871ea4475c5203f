/** EAPOL-Key frames, which handshakes are made of. Source: IEEE 802.11-2016, 12.7.2; IEEE 802.1X, 11.3. */
import { createHmac, timingSafeEqual } from "node:crypto";
import { ByteReader, ByteWriter, FrameError } from "../dot11/bytes.js";
import { NONCE_LENGTH } from "./keys.js";

/** Bits of the key information field. */
export const KeyInfo = {
	VERSION_MASK: 0x0007,
	PAIRWISE: 0x0008,
	INDEX_SHIFT: 4,
	INDEX_MASK: 0x0030,
	INSTALL: 0x0040,
	ACK: 0x0080,
	MIC: 0x0100,
	SECURE: 0x0200,
	ERROR: 0x0400,
	REQUEST: 0x0800,
	ENCRYPTED: 0x1000,
} as const;

/** Versions of the key descriptor: HMAC-MD5 and RC4, or HMAC-SHA1 and AES key wrap. */
export const KeyVersion = { MD5_RC4: 1, SHA1_AES: 2 } as const;

export const Descriptor = { RSN: 2, WPA: 254 } as const;

const EAPOL_VERSION = 2;
const EAPOL_KEY = 3;
const MIC_LENGTH = 16;
const BODY_LENGTH = 95;
const MIC_OFFSET = 81;

export interface EapolKey {
	/** `Descriptor`. */
	readonly descriptor: number;
	/** Bits of `KeyInfo`. */
	readonly info: number;
	/** Bytes of the key that the handshake is about; 0 where it does not matter. */
	readonly keyLength: number;
	readonly replayCounter: bigint;
	/** 32 bytes. */
	readonly nonce: Uint8Array;
	/** 16 bytes. */
	readonly iv: Uint8Array;
	/** Packet number that the group key has reached. */
	readonly receiveCounter: bigint;
	/** 16 bytes. */
	readonly mic: Uint8Array;
	readonly data: Uint8Array;
}

/** An EAPOL frame, or the reason why it is none that is known here. Byte fields are views; what follows is left out. */
export function decodeEapolKey(bytes: Uint8Array): EapolKey | FrameError {
	try {
		return readEapolKey(new ByteReader(bytes));
	} catch (error) {
		if (error instanceof FrameError) return error;
		throw error;
	}
}

function readEapolKey(outer: ByteReader): EapolKey {
	outer.u8("the EAPOL header");
	const type = outer.u8("the EAPOL header");
	const reader = new ByteReader(outer.bytes(outer.u16be("the EAPOL header"), "the EAPOL body"));
	if (type !== EAPOL_KEY) throw new FrameError(`EAPOL type ${type} is not a key`);
	const what = "the key descriptor";
	const descriptor = reader.u8(what);
	if (descriptor !== Descriptor.RSN && descriptor !== Descriptor.WPA) {
		throw new FrameError(`key descriptor ${descriptor}`);
	}
	const info = reader.u16be(what);
	const keyLength = reader.u16be(what);
	const replayCounter = reader.u64be(what);
	const nonce = reader.bytes(NONCE_LENGTH, what);
	const iv = reader.bytes(16, what);
	const receiveCounter = reader.u64(what);
	reader.bytes(8, what);
	const mic = reader.bytes(MIC_LENGTH, what);
	const data = reader.bytes(reader.u16be(what), "the key data");
	return { descriptor, info, keyLength, replayCounter, nonce, iv, receiveCounter, mic, data };
}

/** What a message must say; the rest is zero. */
export type EapolKeyFields = Pick<EapolKey, "descriptor" | "info" | "replayCounter"> & Partial<EapolKey>;

/** The frame; with `kck`, its MIC is computed. */
export function encodeEapolKey(key: EapolKeyFields, kck?: Uint8Array): Uint8Array {
	const { data = new Uint8Array() } = key;
	const frame = new ByteWriter()
		.bytes([EAPOL_VERSION, EAPOL_KEY])
		.u16be(BODY_LENGTH + data.length)
		.u8(key.descriptor)
		.u16be(key.info)
		.u16be(key.keyLength ?? 0)
		.u64be(key.replayCounter)
		.bytes(key.nonce ?? new Uint8Array(NONCE_LENGTH))
		.bytes(key.iv ?? new Uint8Array(16))
		.u64(key.receiveCounter ?? 0n)
		.u64(0n)
		.bytes(key.mic ?? new Uint8Array(MIC_LENGTH))
		.u16be(data.length)
		.bytes(data)
		.done();
	if (kck) frame.set(computeMic(kck, key.info, frame), MIC_OFFSET);
	return frame;
}

/** Whether a frame's MIC was made with this key. `frame` may be followed by other bytes. */
export function micMatches(kck: Uint8Array, frame: Uint8Array, { info, mic, data }: EapolKey): boolean {
	const whole = frame.slice(0, 4 + BODY_LENGTH + data.length);
	whole.fill(0, MIC_OFFSET, MIC_OFFSET + MIC_LENGTH);
	return timingSafeEqual(computeMic(kck, info, whole), mic);
}

function computeMic(kck: Uint8Array, info: number, frame: Uint8Array): Uint8Array {
	const hash = (info & KeyInfo.VERSION_MASK) === KeyVersion.MD5_RC4 ? "md5" : "sha1";
	return createHmac(hash, kck).update(frame).digest().subarray(0, MIC_LENGTH);
}
