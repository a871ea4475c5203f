/** Any frame that can be said. */
import fc from "fast-check";
import { formatAddress, type MacAddress } from "../../../../src/world/air/dot11/address.js";
import type { ControlFrame } from "../../../../src/world/air/dot11/control.js";
import { type DataFrame, DataSubtype } from "../../../../src/world/air/dot11/data.js";
import type { Element } from "../../../../src/world/air/dot11/elements.js";
import type { Dot11Frame } from "../../../../src/world/air/dot11/frame.js";
import { Flag } from "../../../../src/world/air/dot11/frame-control.js";
import type { ManagementFrame } from "../../../../src/world/air/dot11/management.js";
import type { ManagementBody } from "../../../../src/world/air/dot11/management-body.js";

const bytes = (maxLength: number) => fc.uint8Array({ maxLength });
const u8 = fc.nat(0xff);
const u16 = fc.nat(0xffff);

export const addresses: fc.Arbitrary<MacAddress> = fc
	.uint8Array({ minLength: 6, maxLength: 6 })
	.map((address) => formatAddress(address));

export const elements: fc.Arbitrary<Element[]> = fc.array(fc.record({ id: u8, body: bytes(255) }), {
	maxLength: 12,
});

const bodies: fc.Arbitrary<ManagementBody> = fc.oneof(
	fc.record({
		type: fc.constantFrom("beacon" as const, "probe-response" as const),
		timestamp: fc.bigInt(0n, 2n ** 64n - 1n),
		interval: u16,
		capability: u16,
		elements,
	}),
	fc.record({ type: fc.constant("probe-request" as const), elements }),
	fc.record({
		type: fc.constant("authentication" as const),
		algorithm: u16,
		transaction: u16,
		status: u16,
		elements,
	}),
	fc.record({
		type: fc.constant("association-request" as const),
		capability: u16,
		listenInterval: u16,
		elements,
	}),
	fc.record({
		type: fc.constant("reassociation-request" as const),
		capability: u16,
		listenInterval: u16,
		currentAp: addresses,
		elements,
	}),
	fc.record({
		type: fc.constantFrom("association-response" as const, "reassociation-response" as const),
		capability: u16,
		status: u16,
		aid: u16,
		elements,
	}),
	fc.record({
		type: fc.constantFrom("disassociation" as const, "deauthentication" as const),
		reason: u16,
		elements,
	}),
	fc.record({ type: fc.constant("action" as const), category: u8, payload: bytes(40) }),
	fc.record({
		type: fc.constant("other" as const),
		subtype: fc.constantFrom(6, 7, 9, 14, 15),
		bytes: bytes(40),
	}),
);

const headers = { duration: u16, sequence: fc.nat(4095), fragment: fc.nat(15) };

const managementFrames: fc.Arbitrary<ManagementFrame> = fc
	.record({
		kind: fc.constant("management" as const),
		flags: u8.map((flags) => flags & ~Flag.PROTECTED),
		...headers,
		destination: addresses,
		source: addresses,
		bssid: addresses,
		htControl: fc.nat(0xffffffff),
		body: bodies,
	})
	.map(({ htControl, ...frame }) => (frame.flags & Flag.ORDER ? { ...frame, htControl } : frame));

const controlStart = { kind: fc.constant("control" as const), flags: u8, duration: u16 };

const controlFrames: fc.Arbitrary<ControlFrame> = fc.oneof(
	fc.record({
		...controlStart,
		control: fc.constantFrom("ack" as const, "cts" as const),
		receiver: addresses,
	}),
	fc.record({
		...controlStart,
		control: fc.constant("rts" as const),
		receiver: addresses,
		transmitter: addresses,
	}),
	fc
		.record({
			...controlStart,
			control: fc.constant("ps-poll" as const),
			bssid: addresses,
			transmitter: addresses,
		})
		.map((frame) => ({ ...frame, aid: frame.duration & 0x3fff })),
	fc.record({
		...controlStart,
		control: fc.constant("other" as const),
		subtype: fc.constantFrom(0, 5, 8, 9, 14, 15),
		bytes: bytes(40),
	}),
);

const dataFrames: fc.Arbitrary<DataFrame> = fc
	.record({
		frame: fc.record({
			kind: fc.constant("data" as const),
			subtype: fc.nat(15),
			flags: u8,
			...headers,
			address1: addresses,
			address2: addresses,
			address3: addresses,
			body: bytes(2000),
		}),
		address4: addresses,
		qos: u16,
		htControl: fc.nat(0xffffffff),
	})
	.map(({ frame, address4, qos, htControl }) => ({
		...frame,
		...((frame.flags & 3) === 3 ? { address4 } : {}),
		...(frame.subtype & DataSubtype.QOS ? { qos } : {}),
		...(frame.subtype & DataSubtype.QOS && frame.flags & Flag.ORDER ? { htControl } : {}),
	}));

export const frames: fc.Arbitrary<Dot11Frame> = fc.oneof(managementFrames, controlFrames, dataFrames);
