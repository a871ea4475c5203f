import test from "ava";
import fc from "fast-check";
import { FrameError } from "../../../../src/world/air/dot11/bytes.js";
import { decodeLlc, EtherType, encodeLlc, trimPayload } from "../../../../src/world/air/dot11/llc.js";
import { decodeIv, encodeIv } from "../../../../src/world/air/dot11/protection.js";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

test("LLC: Ethernet types both ways", (t) => {
	const packets = fc.record({
		etherType: fc.oneof(
			fc.integer({ min: 0x600, max: 0xffff }),
			fc.constantFrom<number>(...Object.values(EtherType)),
		),
		payload: fc.uint8Array({ maxLength: 60 }),
	});
	fc.assert(
		fc.property(packets, ({ etherType, payload }) => {
			const decoded = decodeLlc(encodeLlc({ etherType, payload }));
			t.is(decoded.etherType, etherType);
			t.is(hex(decoded.payload), hex(payload));
		}),
	);
	t.is(hex(encodeLlc({ etherType: 0x0800, payload: Uint8Array.of(0x45) })), "aaaa03000000080045");
	t.is(hex(encodeLlc({ etherType: 0x80f3, payload: new Uint8Array() })), "aaaa030000f880f3");
});

test("LLC: what is no SNAP is refused", (t) => {
	const refuse = (text: string, message: string) =>
		t.throws(() => decodeLlc(Buffer.from(text, "hex")), { instanceOf: FrameError, message });
	refuse("424203000000080045", "LLC 424203 is not SNAP");
	refuse("aaaa03123456080045", "SNAP of the organisation 123456");
	refuse("aaaa03000000000845", "8 is not an Ethernet type");
	refuse("aaaa0300000008", "cut off in the SNAP header");
});

test("payloads end where the packet does", (t) => {
	const cut = (etherType: number, length: number, start: readonly number[]): number => {
		const payload = new Uint8Array(length);
		payload.set(start);
		return trimPayload({ etherType, payload }).length;
	};
	t.is(cut(EtherType.IPV4, 60, [0x45, 0, 0, 40]), 40);
	t.is(cut(EtherType.IPV4, 60, [0x45, 0, 0, 3]), 20);
	t.is(cut(EtherType.IPV4, 60, [0x45, 0, 9, 0]), 60);
	t.is(cut(EtherType.IPV4, 8, [0x45, 0, 0, 3]), 8);
	t.is(cut(EtherType.ARP, 36, []), 28);
	t.is(cut(EtherType.EAPOL, 107, [2, 3, 0, 95]), 99);
	t.is(cut(EtherType.IPV6, 60, [0x60, 0, 0, 0, 0, 8]), 48);
	t.is(cut(0x1234, 60, []), 60);
});

for (const cipher of ["ccmp", "tkip"] as const) {
	test(`${cipher}: the packet number and the key go through the IV`, (t) => {
		const ivs = fc.record({ keyId: fc.nat(3), packetNumber: fc.maxSafeNat().map((n) => n % 2 ** 48) });
		fc.assert(
			fc.property(ivs, fc.uint8Array({ maxLength: 20 }), (iv, rest) => {
				const decoded = decodeIv(cipher, Uint8Array.of(...encodeIv(cipher, iv), ...rest));
				t.deepEqual({ ...decoded, rest: hex(decoded.rest) }, { ...iv, rest: hex(rest) });
			}),
		);
	});
}

test("IVs as they stand on the air", (t) => {
	const iv = { keyId: 1, packetNumber: 0x060504030201 };
	t.is(hex(encodeIv("ccmp", iv)), "0102006003040506");
	t.is(hex(encodeIv("tkip", iv)), "0222016003040506");
	t.throws(() => decodeIv("ccmp", Uint8Array.of(1, 2, 0, 0, 0, 0, 0, 0)), { instanceOf: FrameError });
	t.throws(() => decodeIv("ccmp", new Uint8Array(7)), { instanceOf: FrameError });
});
