import test from "ava";
import fc from "fast-check";
import { ByteReader, ByteWriter, FrameError } from "../../../../src/world/air/dot11/bytes.js";
import { type Element, readElements, writeElements } from "../../../../src/world/air/dot11/elements.js";
import { readHtCapabilities } from "../../../../src/world/air/dot11/ht.js";
import {
	channelElement,
	channelSwitchElement,
	countryElement,
	erpElement,
	rateElements,
	readChannel,
	readChannelSwitch,
	readCountry,
	readRates,
	readSsid,
	ssidElement,
} from "../../../../src/world/air/dot11/network-elements.js";
import {
	CIPHER_SUITE,
	PSK_SUITE,
	readSecurity,
	type SecurityElement,
	securityElement,
} from "../../../../src/world/air/dot11/security-elements.js";
import { MAX_AID, readTim, timElement } from "../../../../src/world/air/dot11/tim.js";
import { elements } from "./arbitraries.js";

const bodyHex = ({ body }: Element): string => Buffer.from(body).toString("hex");

test("rates: eight in one element, the others in the next", (t) => {
	const rates = fc.array(fc.record({ halfMbps: fc.integer({ min: 1, max: 127 }), basic: fc.boolean() }), {
		minLength: 1,
		maxLength: 16,
	});
	fc.assert(fc.property(rates, (list) => t.deepEqual(readRates(rateElements(list)), list)));
	t.deepEqual(rateElements([2, 4, 11, 22].map((halfMbps) => ({ halfMbps, basic: true }))).map(bodyHex), [
		"82848b96",
	]);
});

test("TIM: the part of the bitmap with bits in it", (t) => {
	t.is(bodyHex(timElement({ dtimCount: 1, dtimPeriod: 2, group: false, aids: [] })), "01020000");
	t.is(bodyHex(timElement({ dtimCount: 0, dtimPeriod: 2, group: true, aids: [1] })), "00020102");
	// Association 24 is in byte 3: the part must begin at an even one.
	t.is(bodyHex(timElement({ dtimCount: 0, dtimPeriod: 3, group: false, aids: [24] })), "0003020001");
	const maps = fc.record({
		dtimCount: fc.nat(255),
		dtimPeriod: fc.integer({ min: 1, max: 255 }),
		group: fc.boolean(),
		aids: fc.uniqueArray(fc.integer({ min: 1, max: MAX_AID })).map((aids) => aids.sort((a, b) => a - b)),
	});
	fc.assert(fc.property(maps, (map) => t.deepEqual(readTim([timElement(map)]), map)));
});

test("RSN and WPA elements as access points send them", (t) => {
	const rsn = {
		kind: "rsn",
		group: CIPHER_SUITE.ccmp,
		pairwise: [CIPHER_SUITE.ccmp],
		keyManagement: [PSK_SUITE],
		capabilities: 0,
	} as const;
	t.is(bodyHex(securityElement(rsn)), "0100000fac040100000fac040100000fac020000");
	const wpa = {
		kind: "wpa",
		group: CIPHER_SUITE.tkip,
		pairwise: [CIPHER_SUITE.tkip],
		keyManagement: [PSK_SUITE],
	} as const;
	t.is(bodyHex(securityElement(wpa)), "0050f20101000050f20201000050f20201000050f202");
	t.deepEqual(readSecurity([securityElement(wpa), securityElement(rsn)], "rsn"), rsn);
	t.deepEqual(readSecurity([securityElement(rsn), securityElement(wpa)], "wpa"), wpa);
	t.is(readSecurity([securityElement(rsn)], "wpa"), undefined);
});

test("security elements: both ways, foreign suites kept", (t) => {
	const suites = (kind: string) =>
		fc.oneof(
			fc.nat(255),
			fc
				.uint8Array({ minLength: 4, maxLength: 4 })
				.map((bytes) => Buffer.from(bytes).toString("hex"))
				.filter((suite) => !suite.startsWith(kind === "rsn" ? "000fac" : "0050f2")),
		);
	const securities: fc.Arbitrary<SecurityElement> = fc
		.constantFrom("rsn" as const, "wpa" as const)
		.chain((kind) =>
			fc
				.record({
					kind: fc.constant(kind),
					group: suites(kind),
					pairwise: fc.array(suites(kind), { maxLength: 5 }),
					keyManagement: fc.array(suites(kind), { maxLength: 5 }),
					capabilities: fc.option(fc.nat(0xffff)),
				})
				.map(({ capabilities, ...others }) => (capabilities === null ? others : { ...others, capabilities })),
		);
	fc.assert(
		fc.property(securities, (security) => {
			t.deepEqual(readSecurity([securityElement(security)], security.kind), security);
		}),
	);
});

test("what a security element leaves out has the strongest value", (t) => {
	const short = { id: 48, body: Uint8Array.of(1, 0) };
	t.deepEqual(readSecurity([short], "rsn"), {
		kind: "rsn",
		group: CIPHER_SUITE.ccmp,
		pairwise: [CIPHER_SUITE.ccmp],
		keyManagement: [PSK_SUITE],
	});
});

test("the other elements", (t) => {
	const name = Buffer.from("kitchen");
	t.deepEqual(readSsid([erpElement(), ssidElement(name)]), name);
	t.is(readSsid([]), undefined);
	t.is(readChannel([channelElement(11)]), 11);
	t.is(readChannel([]), undefined);
	t.deepEqual(readChannelSwitch([channelSwitchElement(6, 3, true)]), { channel: 6, count: 3, quiet: true });
	const country = { code: "DE ", ranges: [{ firstChannel: 1, channels: 13, maxPower: 20 }] };
	t.is(bodyHex(countryElement(country)), "444520010d14");
	t.deepEqual(readCountry([countryElement(country)]), country);
	const two = { code: "JP ", ranges: [...country.ranges, { firstChannel: 14, channels: 1, maxPower: 20 }] };
	t.is(countryElement(two).body.length % 2, 0);
	t.deepEqual(readCountry([countryElement(two)]), two);
	const ht = { id: 45, body: Uint8Array.from({ length: 26 }, (_, i) => [0x2e, 0, 0, 0xff][i] ?? 0) };
	t.deepEqual(readHtCapabilities([ht]), { wide: true, shortGuard: true, mcs: 0xff });
});

test("readers of elements throw FrameError or nothing", (t) => {
	const readers = [
		readSsid,
		readRates,
		readChannel,
		readChannelSwitch,
		readCountry,
		readHtCapabilities,
		readTim,
		(list: readonly Element[]) => readSecurity(list, "rsn"),
		(list: readonly Element[]) => readSecurity(list, "wpa"),
	];
	const known = fc.array(
		fc.record({
			id: fc.constantFrom(0, 1, 3, 5, 7, 37, 45, 48, 50, 221),
			body: fc.oneof(
				fc.uint8Array({ maxLength: 40 }),
				fc.uint8Array({ maxLength: 20 }).map((rest) => Uint8Array.of(0, 0x50, 0xf2, 1, 1, 0, ...rest)),
				fc.uint8Array({ maxLength: 20 }).map((rest) => Uint8Array.of(1, 0, 0, 0x0f, 0xac, 4, ...rest)),
			),
		}),
	);
	let refused = 0;
	fc.assert(
		fc.property(known, fc.constantFrom(...readers), (list, read) => {
			try {
				read(list);
			} catch (error) {
				t.true(error instanceof FrameError, String(error));
				refused++;
			}
		}),
		{ numRuns: 2000 },
	);
	t.true(refused > 50);
});

test("an element list is what was written; a body of more than 255 bytes cannot be", (t) => {
	fc.assert(
		fc.property(elements, (list) => {
			const writer = new ByteWriter();
			writeElements(writer, list);
			t.deepEqual(
				readElements(new ByteReader(writer.done())).map(({ id, body }) => ({ id, body: body.slice() })),
				list,
			);
		}),
	);
	t.throws(() => writeElements(new ByteWriter(), [{ id: 1, body: new Uint8Array(256) }]), {
		instanceOf: FrameError,
	});
});
