/** What is encoded is decoded as it was; whatever else comes is refused or read, never an exception. */
import assert from "node:assert/strict";
import test from "ava";
import fc from "fast-check";
import { decodeArp, encodeArp } from "../../../../src/world/network/codec/arp.js";
import { checksum } from "../../../../src/world/network/codec/checksum.js";
import { decodeDhcp, encodeDhcp } from "../../../../src/world/network/codec/dhcp.js";
import { decodeEthernet, encodeEthernet } from "../../../../src/world/network/codec/ethernet.js";
import { decodeIcmp, decodeQuoted, encodeIcmp, quote } from "../../../../src/world/network/codec/icmp.js";
import { decodeIpv4, encodeIpv4, fragmentIpv4 } from "../../../../src/world/network/codec/ipv4.js";
import { decodeTcp, encodeTcp } from "../../../../src/world/network/codec/tcp.js";
import { decodeUdp, encodeUdp } from "../../../../src/world/network/codec/udp.js";
import { Reassembly } from "../../../../src/world/network/ip/reassembly.js";

const u8 = fc.nat(0xff);
const u16 = fc.nat(0xffff);
const u32 = fc.integer({ min: 0, max: 0xffff_ffff });
const u48 = fc.integer({ min: 0, max: 0xffff_ffff_ffff });
const bytes = fc.uint8Array({ maxLength: 200 });
const plain = (value: object) =>
	JSON.parse(JSON.stringify(value, (_, v) => (v instanceof Uint8Array ? [...v] : v)));

const ipv4 = fc.record({
	source: u32,
	destination: u32,
	protocol: u8,
	payload: bytes,
	ttl: u8,
	identification: u16,
	dontFragment: fc.boolean(),
	moreFragments: fc.boolean(),
	fragmentOffset: fc.nat(8191).map((units) => units * 8),
});

const tcp = fc.record(
	{
		sourcePort: u16,
		destinationPort: u16,
		seq: u32,
		ack: u32,
		flags: fc.nat(31),
		window: u16,
		mss: u16,
		payload: bytes,
	},
	{ requiredKeys: ["sourcePort", "destinationPort", "seq", "ack", "flags", "window", "payload"] },
);

const dhcp = fc.record({
	op: u8,
	xid: u32,
	broadcast: fc.boolean(),
	ciaddr: u32,
	yiaddr: u32,
	siaddr: u32,
	chaddr: u48,
	options: fc
		.array(fc.tuple(fc.integer({ min: 1, max: 254 }), fc.uint8Array({ maxLength: 20 })), { maxLength: 8 })
		.map((list) => new Map(list)),
});

function roundTrip<T extends object>(
	t: { notThrows(f: () => void): void },
	arbitrary: fc.Arbitrary<T>,
	through: (value: T) => object | undefined,
): void {
	t.notThrows(() =>
		fc.assert(fc.property(arbitrary, (value) => assert.deepEqual(plain(through(value)!), plain(value)))),
	);
}

test("Ethernet", (t) => {
	const frame = fc.record({ destination: u48, source: u48, type: u16, payload: bytes });
	roundTrip(t, frame, (value) => decodeEthernet(encodeEthernet(value)));
});

test("ARP", (t) => {
	const packet = fc.record({ operation: u16, senderMac: u48, sender: u32, targetMac: u48, target: u32 });
	roundTrip(t, packet, (value) => decodeArp(encodeArp(value)));
});

test("IPv4, also with padding behind it", (t) => {
	roundTrip(t, ipv4, (value) => decodeIpv4(encodeIpv4(value)));
	roundTrip(t, ipv4, (value) => decodeIpv4(Uint8Array.of(...encodeIpv4(value), 0, 0, 0)));
});

test("ICMP", (t) => {
	const rest = fc.uint8Array({ minLength: 4, maxLength: 4 });
	const message = fc.record({ type: u8, code: u8, rest, payload: bytes });
	roundTrip(t, message, (value) => decodeIcmp(encodeIcmp(value)));
});

test("UDP", (t) => {
	const datagram = fc.record({ sourcePort: u16, destinationPort: u16, payload: bytes });
	roundTrip(t, datagram, (value) => decodeUdp(encodeUdp(value, 1, 2), 1, 2));
	t.is(
		decodeUdp(encodeUdp({ sourcePort: 1, destinationPort: 2, payload: new Uint8Array(3) }, 1, 2), 1, 3),
		undefined,
	);
});

test("TCP", (t) => {
	roundTrip(t, tcp, (value) => decodeTcp(encodeTcp(value, 1, 2), 1, 2));
});

test("DHCP", (t) => {
	const listed = (message: object & { options: ReadonlyMap<number, Uint8Array> }) => ({
		...message,
		options: [...message.options],
	});
	t.notThrows(() =>
		fc.assert(
			fc.property(dhcp, (value) =>
				assert.deepEqual(plain(listed(decodeDhcp(encodeDhcp(value))!)), plain(listed(value))),
			),
		),
	);
});

test("a flipped bit is noticed by the checksum of every layer that has one", (t) => {
	const flipped = (whole: Uint8Array, bit: number) => {
		const copy = Uint8Array.from(whole);
		copy[bit >>> 3] ^= 1 << (bit & 7);
		return copy;
	};
	const property = fc.property(tcp, ipv4, fc.nat(), (segment, packet, seed) => {
		const bits = encodeTcp(segment, 1, 2);
		assert.equal(decodeTcp(flipped(bits, seed % (bits.length * 8)), 1, 2), undefined);
		const header = encodeIpv4(packet);
		assert.equal(decodeIpv4(flipped(header, seed % 160)), undefined);
	});
	t.notThrows(() => fc.assert(property));
});

test("random bytes are never an exception", (t) => {
	const property = fc.property(fc.uint8Array({ maxLength: 400 }), (noise) => {
		decodeEthernet(noise);
		decodeArp(noise);
		decodeIpv4(noise);
		decodeIcmp(noise);
		decodeQuoted(noise);
		decodeUdp(noise, 1, 2);
		decodeTcp(noise, 1, 2);
		decodeDhcp(noise);
		quote(noise);
	});
	t.notThrows(() => fc.assert(property, { numRuns: 2000 }));
});

test("TCP options of any shape leave the rest readable", (t) => {
	const property = fc.property(fc.uint8Array({ minLength: 40, maxLength: 40 }), (options) => {
		const whole = encodeTcp(
			{ sourcePort: 1, destinationPort: 2, seq: 3, ack: 4, flags: 2, window: 5, payload: options },
			1,
			2,
		);
		// The payload becomes options by a longer header; its checksum is put right.
		whole[12] = 0xf0;
		whole.set([0, 0], 16);
		const sum = checksum(whole, 1 + 2 + 6 + whole.length);
		whole.set([sum >>> 8, sum & 0xff], 16);
		const decoded = decodeTcp(whole, 1, 2);
		assert.equal(decoded?.payload.length, 0);
		assert.equal(decoded?.seq, 3);
	});
	t.notThrows(() => fc.assert(property));
});

test("the checksum is the one that RFC 1071 computes by example", (t) => {
	t.is(checksum(Uint8Array.of(0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7)), ~0xddf2 & 0xffff);
});

test("fragments in any order, some repeated, are put together", (t) => {
	const property = fc.property(
		fc.integer({ min: 0, max: 20_000 }),
		fc.integer({ min: 28, max: 1500 }),
		fc.infiniteStream(fc.nat()),
		(length, mtu, chance) => {
			const payload = Uint8Array.from({ length }, (_, i) => (i * 31) >>> 3);
			const whole = {
				source: 1,
				destination: 2,
				protocol: 17,
				ttl: 9,
				identification: 77,
				dontFragment: false,
			};
			const packet = { ...whole, payload, moreFragments: false, fragmentOffset: 0 };
			const fragments = fragmentIpv4(packet, mtu);
			fc.pre(fragments.length <= 128);
			assert(fragments.every((fragment) => encodeIpv4(fragment).length <= mtu));
			const order = [...fragments, ...fragments.slice(0, 1)]
				.map((fragment) => ({ fragment, at: chance.next().value as number }))
				.sort((x, y) => x.at - y.at);
			const reassembly = new Reassembly();
			const results = order.flatMap(({ fragment }) => reassembly.receive(fragment, 0) ?? []);
			assert.deepEqual([...results[0].payload], [...payload]);
		},
	);
	t.notThrows(() => fc.assert(property, { numRuns: 60 }));
});

test("fragments that overlap, are too many or too late give nothing; memory stays bounded", (t) => {
	const base = { source: 1, destination: 2, protocol: 17, ttl: 9, dontFragment: false, moreFragments: true };
	const part = (identification: number, fragmentOffset: number, length: number, moreFragments = true) => ({
		...base,
		identification,
		fragmentOffset,
		moreFragments,
		payload: new Uint8Array(length),
	});
	const reassembly = new Reassembly();
	t.is(reassembly.receive(part(1, 0, 16), 0), undefined);
	t.is(reassembly.receive(part(1, 8, 16), 0), undefined, "overlap drops the datagram");
	t.is(reassembly.receive(part(1, 16, 8, false), 0), undefined);
	t.is(reassembly.receive(part(2, 0, 8), 0), undefined);
	t.is(reassembly.receive(part(2, 8, 8, false), 31 * 160_000_000), undefined, "half a minute later");
	for (let id = 100; id < 200; id++) reassembly.receive(part(id, 0, 8), 0);
	t.is(reassembly.receive(part(100, 8, 8, false), 0), undefined, "forgotten for later ones");
	t.is(reassembly.receive(part(199, 8, 8, false), 0)?.payload.length, 16);
	t.is(reassembly.receive(part(300, 65_528, 100), 0), undefined, "beyond the largest packet");
});
