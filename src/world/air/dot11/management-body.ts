/** What management frames say, by subtype. Source: IEEE 802.11-2016, 9.3.3 and 9.4.1. */
import { addressBytes, formatAddress, type MacAddress } from "./address.js";
import type { ByteReader, ByteWriter } from "./bytes.js";
import { type Element, readElements, writeElements } from "./elements.js";

/** Bits of the capability field. */
export const Capability = {
	ESS: 0x01,
	IBSS: 0x02,
	PRIVACY: 0x10,
	SHORT_PREAMBLE: 0x20,
	SHORT_SLOT: 0x400,
} as const;

/** Why a station was sent away. */
export const Reason = {
	UNSPECIFIED: 1,
	AUTHENTICATION_EXPIRED: 2,
	LEAVING: 3,
	INACTIVE: 4,
	CLASS_2_NOT_AUTHENTICATED: 6,
	CLASS_3_NOT_ASSOCIATED: 7,
	LEFT_BSS: 8,
	MIC_FAILURE: 14,
	HANDSHAKE_TIMEOUT: 15,
	GROUP_KEY_TIMEOUT: 16,
	DIFFERENT_ELEMENT: 17,
} as const;

/** Answers to authentication and association. */
export const Status = {
	SUCCESS: 0,
	UNSPECIFIED: 1,
	ALGORITHM_NOT_SUPPORTED: 13,
	TRANSACTION_OUT_OF_SEQUENCE: 14,
	TOO_MANY_STATIONS: 17,
	RATES_NOT_SUPPORTED: 18,
	INVALID_ELEMENT: 40,
	INVALID_GROUP_CIPHER: 41,
	INVALID_PAIRWISE_CIPHER: 42,
	INVALID_KEY_MANAGEMENT: 43,
} as const;

/** What an access point says of itself. */
export interface Announcement {
	/** The sender's clock when the field's first bit went out, us. */
	readonly timestamp: bigint;
	/** Units of 1024 us. */
	readonly interval: number;
	readonly capability: number;
	readonly elements: readonly Element[];
}

/** A body whose subtype is not known here keeps its bytes. */
export type ManagementBody =
	| (Announcement & { readonly type: "beacon" | "probe-response" })
	| { readonly type: "probe-request"; readonly elements: readonly Element[] }
	| {
			readonly type: "authentication";
			/** 0 is open system. */
			readonly algorithm: number;
			readonly transaction: number;
			readonly status: number;
			readonly elements: readonly Element[];
	  }
	| {
			readonly type: "association-request";
			readonly capability: number;
			/** Beacon intervals. */
			readonly listenInterval: number;
			readonly elements: readonly Element[];
	  }
	| {
			readonly type: "reassociation-request";
			readonly capability: number;
			readonly listenInterval: number;
			readonly currentAp: MacAddress;
			readonly elements: readonly Element[];
	  }
	| {
			readonly type: "association-response" | "reassociation-response";
			readonly capability: number;
			readonly status: number;
			/** The field as it stands; its upper two bits are set. */
			readonly aid: number;
			readonly elements: readonly Element[];
	  }
	| {
			readonly type: "disassociation" | "deauthentication";
			readonly reason: number;
			readonly elements: readonly Element[];
	  }
	| {
			readonly type: "action";
			readonly category: number;
			readonly payload: Uint8Array;
	  }
	| { readonly type: "other"; readonly subtype: number; readonly bytes: Uint8Array };

const SUBTYPES = {
	"association-request": 0,
	"association-response": 1,
	"reassociation-request": 2,
	"reassociation-response": 3,
	"probe-request": 4,
	"probe-response": 5,
	beacon: 8,
	disassociation: 10,
	authentication: 11,
	deauthentication: 12,
	action: 13,
} as const;

const TYPES = new Map<number, keyof typeof SUBTYPES>(
	Object.entries(SUBTYPES).map(([type, subtype]) => [subtype, type as keyof typeof SUBTYPES]),
);

export function managementSubtype(body: ManagementBody): number {
	return body.type === "other" ? body.subtype : SUBTYPES[body.type];
}

/** Throws FrameError. */
export function readManagementBody(subtype: number, reader: ByteReader): ManagementBody {
	const type = TYPES.get(subtype);
	const u16 = (): number => reader.u16(`the fixed fields of ${type}`);
	switch (type) {
		case "beacon":
		case "probe-response":
			return {
				type,
				timestamp: reader.u64("the time stamp"),
				interval: u16(),
				capability: u16(),
				elements: readElements(reader),
			};
		case "probe-request":
			return { type, elements: readElements(reader) };
		case "authentication":
			return { type, algorithm: u16(), transaction: u16(), status: u16(), elements: readElements(reader) };
		case "association-request":
			return { type, capability: u16(), listenInterval: u16(), elements: readElements(reader) };
		case "reassociation-request":
			return {
				type,
				capability: u16(),
				listenInterval: u16(),
				currentAp: formatAddress(reader.bytes(6, "the current access point")),
				elements: readElements(reader),
			};
		case "association-response":
		case "reassociation-response":
			return { type, capability: u16(), status: u16(), aid: u16(), elements: readElements(reader) };
		case "disassociation":
		case "deauthentication":
			return { type, reason: u16(), elements: readElements(reader) };
		case "action":
			return { type, category: reader.u8("the action's category"), payload: reader.rest() };
		case undefined:
			return { type: "other", subtype, bytes: reader.rest() };
	}
}

export function writeBody(writer: ByteWriter, body: ManagementBody): void {
	switch (body.type) {
		case "beacon":
		case "probe-response":
			writer.u64(body.timestamp).u16(body.interval).u16(body.capability);
			break;
		case "authentication":
			writer.u16(body.algorithm).u16(body.transaction).u16(body.status);
			break;
		case "association-request":
			writer.u16(body.capability).u16(body.listenInterval);
			break;
		case "reassociation-request":
			writer.u16(body.capability).u16(body.listenInterval).bytes(addressBytes(body.currentAp));
			break;
		case "association-response":
		case "reassociation-response":
			writer.u16(body.capability).u16(body.status).u16(body.aid);
			break;
		case "disassociation":
		case "deauthentication":
			writer.u16(body.reason);
			break;
		case "action":
			writer.u8(body.category).bytes(body.payload);
			break;
		case "other":
			writer.bytes(body.bytes);
	}
	if ("elements" in body) writeElements(writer, body.elements);
}
